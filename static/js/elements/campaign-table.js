// <campaign-table>: the campaigns' live and daily figures; it takes no room where there are none.

import { catalogue, page, store } from "../core/page.js";
import { find, fromTemplate, mark, write } from "../core/dom.js";
import { count } from "../format/format.js";
import { byKey, sortKey } from "../format/names.js";
import { Pager } from "../pager.js";
import { paginate } from "../paging.js";
import { room } from "../panel-space.js";

/** @type {Array<"dialing" | "talking">} */
const LIVE = ["dialing", "talking"];
/** @type {Array<"attempts" | "connected" | "completed" | "saved">} */
const TODAY = ["attempts", "connected", "completed", "saved"];
// How many outcomes are named; the bar has all.
const NAMED = 3;

/** @typedef {{ id: string, campaign: Schema.CampaignRow, key: string }} Ordered */

export class CampaignTable extends HTMLElement {
  /** @type {HTMLElement} */
  #box;
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  /** @type {Ordered[]} */
  #campaigns = [];
  /** @type {Pager} */
  #pager;

  connectedCallback() {
    this.#box = find(this, ".rows");
    this.#pager = new Pager(this.#box, find(this, ".page"), (id) => this.#row(id));
    store.subscribe("campaigns", () => this.#show());
    room.addEventListener("change", () => this.#page());
    this.#show();
  }

  #show() {
    this.#campaigns = ordered(store.document.campaigns);
    find(this, ".empty").hidden = this.#campaigns.length > 0;
    const ids = new Set(this.#campaigns.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!ids.has(id)) this.#rows.delete(id);
    for (const { id, campaign } of this.#campaigns) this.#fill(this.#row(id), id, campaign);
    room.need({ campaigns: this.#campaigns.length });
    this.#page();
  }

  #page() {
    if (!["overview", "campaigns"].includes(page.layout ?? "") || !room.plan) return;
    const rows = Math.max(1, room.plan.campaigns.rows);
    this.#pager.show(paginate(this.#campaigns.map(({ id }) => ({ id, level: "normal" })), rows));
  }

  /** @type {(id: string) => HTMLElement} */
  #row(id) {
    const row = this.#rows.get(id) ?? fromTemplate("campaign-row");
    this.#rows.set(id, row);
    return row;
  }

  /** @type {(row: HTMLElement, id: string, campaign: Schema.CampaignRow) => void} */
  #fill(row, id, campaign) {
    mark(row, "id", id);
    mark(row, "idle", campaign.dialing + campaign.talking === 0 && "");
    write(find(row, ".name"), campaign.name ?? id);
    for (const field of LIVE) write(find(row, `.${field}`), count(campaign[field], catalogue));
    for (const field of TODAY) write(find(row, `.${field}`), count(campaign.today[field], catalogue));
    write(find(row, ".drop"), count(campaign.today.outcomes.drop ?? 0, catalogue));
    showOutcomes(row, campaign.today);
  }
}

// All endings as one bar, the most frequent ones in words.
/** @type {(row: HTMLElement, today: Schema.CampaignToday) => void} */
function showOutcomes(row, { connected, outcomes }) {
  const endings = Object.entries(outcomes).sort((a, b) => b[1] - a[1] || byKey(a[0], b[0]));
  const bar = find(row, ".outcomes .bar");
  const parts = [["connected", connected], ...endings].map(([name, n], place) => {
    const part = /** @type {HTMLElement} */ (bar.children[place] ?? bar.appendChild(document.createElement("span")));
    mark(part, "outcome", name);
    part.style.flexGrow = String(n);
    return part;
  });
  while (bar.children.length > parts.length) bar.lastElementChild?.remove();
  const named = endings.slice(0, NAMED).map(([name, n]) => `${count(n, catalogue)}\u00a0${catalogue.say(`outcome.${name}`)}`);
  write(find(row, ".outcomes .words"), named.join(" · "));
}

/** @type {(campaigns: Doc["campaigns"]) => Ordered[]} */
function ordered(campaigns) {
  return Object.entries(campaigns)
    .map(([id, campaign]) => ({ id, campaign, key: sortKey(campaign.name ?? id) }))
    .sort((a, b) => byKey(a.key, b.key) || byKey(a.id, b.id));
}

customElements.define("campaign-table", CampaignTable);
