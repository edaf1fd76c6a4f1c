// <campaign-table>: the campaigns' live and daily figures; it takes no room where there are none.

import { catalogue, page, store } from "../board.js";
import { arrange, fromTemplate, mark, write } from "../dom.js";
import { count } from "../format.js";
import { byKey, cut, sortKey } from "../names.js";
import { Pager } from "../pager.js";

// Ems of room for the name: on a landscape screen, and on a portrait one.
const ROOM = { wide: 13, brief: 7.2 };
const LIVE = ["dialing", "talking"];
const TODAY = ["attempts", "connected", "completed", "saved"];

export class CampaignTable extends HTMLElement {
  #rows = new Map();
  #pager;

  connectedCallback() {
    this.box = this.querySelector(".rows");
    this.#pager = new Pager(this.box, (number, pages) => this.#turned(number, pages));
    store.subscribe("campaigns", () => this.#show());
    document.addEventListener("layoutchange", () => this.#show());
    this.#show();
  }

  #show() {
    const campaigns = ordered(store.document.campaigns);
    document.documentElement.toggleAttribute("data-campaigns", campaigns.length > 0);
    this.querySelector(".empty").hidden = campaigns.length > 0;
    const ids = new Set(campaigns.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!ids.has(id)) this.#rows.delete(id);
    arrange(this.box, campaigns.map(({ id, campaign }) => this.#row(id, campaign)));
    if (["overview", "campaigns"].includes(page.layout)) this.#pager.fit();
  }

  #row(id, campaign) {
    if (!this.#rows.has(id)) this.#rows.set(id, fromTemplate("campaign-row"));
    const row = this.#rows.get(id);
    mark(row, "id", id);
    mark(row, "idle", campaign.dialing + campaign.talking === 0 && "");
    for (const [form, room] of Object.entries(ROOM)) write(row.querySelector(`.name .${form}`), cut(campaign.name ?? id, room));
    for (const field of LIVE) write(row.querySelector(`.${field}`), count(campaign[field], catalogue));
    for (const field of TODAY) write(row.querySelector(`.${field}`), count(campaign.today[field], catalogue));
    write(row.querySelector(".outcomes"), outcomes(campaign.today.outcomes));
    return row;
  }

  #turned(number, pages) {
    mark(this, "paged", pages > 1 && "");
    write(this.querySelector(".page"), pages > 1 ? catalogue.say("page_of", { page: number + 1, pages }) : "");
  }
}

function ordered(campaigns) {
  return Object.entries(campaigns)
    .map(([id, campaign]) => ({ id, campaign, key: sortKey(campaign.name ?? id) }))
    .sort((a, b) => byKey(a.key, b.key) || byKey(a.id, b.id));
}

function outcomes(found) {
  return Object.entries(found)
    .sort((a, b) => b[1] - a[1] || byKey(a[0], b[0]))
    .slice(0, 2)
    .map(([name, n]) => `${count(n, catalogue)} ${catalogue.say(`outcome.${name}`)}`)
    .join(" · ");
}

customElements.define("campaign-table", CampaignTable);
