// <outcome-bars>: how each campaign's attempts ended, as bars against its most frequent ending.

import { catalogue, store } from "../core/page.js";
import { arrange, cloneTemplate, find, mark, write } from "../core/dom.js";
import { count } from "../format/format.js";
import { byKey, sortKey } from "../format/names.js";
import { ask } from "../supervisor/render-queue.js";

export class OutcomeBars extends HTMLElement {
  /** @type {HTMLElement} */
  #all;
  /** @type {Map<string, HTMLElement>} */
  #campaigns = new Map();
  /** @type {Map<string, Schema.CampaignRow>} */
  #drawn = new Map();

  connectedCallback() {
    this.#all = find(this, ".all");
    store.subscribe("campaigns", () => ask(this));
    ask(this);
  }

  measure() {}

  draw() {
    const campaigns = Object.entries(store.document.campaigns)
      .map(([id, campaign]) => ({ id, campaign, key: sortKey(campaign.name ?? id) }))
      .sort((a, b) => byKey(a.key, b.key) || byKey(a.id, b.id));
    this.hidden = campaigns.length === 0;
    arrange(this.#all, campaigns.map(({ id, campaign }) => this.#show(id, campaign)));
  }

  /** @type {(id: string, campaign: Schema.CampaignRow) => HTMLElement} */
  #show(id, campaign) {
    const section = this.#campaigns.get(id) ?? this.#made(".campaign");
    this.#campaigns.set(id, section);
    if (this.#drawn.get(id) === campaign) return section;
    this.#drawn.set(id, campaign);
    write(find(section, "bdi"), campaign.name ?? id);
    const endings = endingsOf(campaign.today);
    const most = Math.max(1, ...endings.map(([, n]) => n));
    const list = find(section, "ul");
    while (list.children.length > endings.length) list.lastElementChild?.remove();
    endings.forEach(([name, n], place) => {
      const bar = /** @type {HTMLElement} */ (list.children[place]) ?? list.appendChild(this.#made(".ending"));
      mark(bar, "outcome", name);
      write(find(bar, ".word"), catalogue.say(name === "connected" ? "connected_outcome" : `outcome.${name}`));
      write(find(bar, ".number"), count(n, catalogue));
      find(bar, "rect").setAttribute("width", `${Math.round((1000 * n) / most) / 10}%`);
    });
    return section;
  }

  /** @type {(name: string) => HTMLElement} */
  #made(name) {
    return cloneTemplate(/** @type {HTMLTemplateElement} */ (find(this, `template${name}`)));
  }
}

/** @type {(today: Schema.CampaignToday) => Array<[string, number]>} */
function endingsOf({ connected, outcomes }) {
  return [["connected", connected], ...Object.entries(outcomes).sort(([a, x], [b, y]) => y - x || byKey(a, b))];
}

customElements.define("outcome-bars", OutcomeBars);
