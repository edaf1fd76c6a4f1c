// <campaign-table>: the campaigns' live and daily figures; it takes no room where there are none.

import { catalogue, page, store } from "../board.js";
import { arrange, find, fromTemplate, mark, write } from "../dom.js";
import { count } from "../format.js";
import { byKey, cut, sortKey } from "../names.js";
import { Pager } from "../pager.js";

// Ems of room for the name: on a landscape screen, and on a portrait one.
const ROOM = { wide: 13, brief: 7.2 };
/** @type {Array<"dialing" | "talking">} */
const LIVE = ["dialing", "talking"];
/** @type {Array<"attempts" | "connected" | "completed" | "saved">} */
const TODAY = ["attempts", "connected", "completed", "saved"];

export class CampaignTable extends HTMLElement {
  /** @type {HTMLElement} */
  #box;
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  /** @type {Pager} */
  #pager;

  connectedCallback() {
    this.#box = find(this, ".rows");
    this.#pager = new Pager(this.#box, (number, pages) => this.#turned(number, pages));
    store.subscribe("campaigns", () => this.#show());
    document.addEventListener("layoutchange", () => this.#show());
    this.#show();
  }

  #show() {
    const campaigns = ordered(store.document.campaigns);
    document.documentElement.toggleAttribute("data-campaigns", campaigns.length > 0);
    find(this, ".empty").hidden = campaigns.length > 0;
    const ids = new Set(campaigns.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!ids.has(id)) this.#rows.delete(id);
    arrange(this.#box, campaigns.map(({ id, campaign }) => this.#row(id, campaign)));
    if (["overview", "campaigns"].includes(page.layout ?? "")) this.#pager.fit();
  }

  /** @type {(id: string, campaign: Schema.CampaignRow) => HTMLElement} */
  #row(id, campaign) {
    const row = this.#rows.get(id) ?? fromTemplate("campaign-row");
    this.#rows.set(id, row);
    mark(row, "id", id);
    mark(row, "idle", campaign.dialing + campaign.talking === 0 && "");
    for (const [form, room] of Object.entries(ROOM)) write(find(row, `.name .${form}`), cut(campaign.name ?? id, room));
    for (const field of LIVE) write(find(row, `.${field}`), count(campaign[field], catalogue));
    for (const field of TODAY) write(find(row, `.${field}`), count(campaign.today[field], catalogue));
    write(find(row, ".outcomes"), outcomes(campaign.today.outcomes));
    return row;
  }

  /** @type {(number: number, pages: number) => void} */
  #turned(number, pages) {
    mark(this, "paged", pages > 1 && "");
    write(find(this, ".page"), pages > 1 ? catalogue.say("page_of", { page: number + 1, pages }) : "");
  }
}

/** @type {(campaigns: Doc["campaigns"]) => Array<{ id: string, campaign: Schema.CampaignRow, key: string }>} */
function ordered(campaigns) {
  return Object.entries(campaigns)
    .map(([id, campaign]) => ({ id, campaign, key: sortKey(campaign.name ?? id) }))
    .sort((a, b) => byKey(a.key, b.key) || byKey(a.id, b.id));
}

/** @type {(found: Record<string, number>) => string} */
function outcomes(found) {
  return Object.entries(found)
    .sort((a, b) => b[1] - a[1] || byKey(a[0], b[0]))
    .slice(0, 2)
    .map(([name, n]) => `${count(n, catalogue)} ${catalogue.say(`outcome.${name}`)}`)
    .join(" · ");
}

customElements.define("campaign-table", CampaignTable);
