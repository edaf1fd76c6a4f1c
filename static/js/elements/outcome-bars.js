// <outcome-bars>: how each campaign's attempts ended, as bars against its most frequent ending.

import { catalogue, store } from "../board.js";
import { arrange, mark, write } from "../dom.js";
import { count } from "../format.js";
import { byKey, sortKey } from "../names.js";
import { ask } from "../desk/frames.js";

export class OutcomeBars extends HTMLElement {
  #campaigns = new Map();
  #drawn = new Map();

  connectedCallback() {
    this.all = this.querySelector(".all");
    store.subscribe("campaigns", () => ask(this));
    ask(this);
  }

  measure() {}

  draw() {
    const campaigns = Object.entries(store.document.campaigns)
      .map(([id, campaign]) => ({ id, campaign, key: sortKey(campaign.name ?? id) }))
      .sort((a, b) => byKey(a.key, b.key) || byKey(a.id, b.id));
    this.hidden = campaigns.length === 0;
    arrange(this.all, campaigns.map(({ id, campaign }) => this.#show(id, campaign)));
  }

  #show(id, campaign) {
    if (!this.#campaigns.has(id)) this.#campaigns.set(id, this.#made(".campaign"));
    const section = this.#campaigns.get(id);
    if (this.#drawn.get(id) === campaign) return section;
    this.#drawn.set(id, campaign);
    write(section.querySelector("bdi"), campaign.name ?? id);
    const endings = endingsOf(campaign.today);
    const most = Math.max(1, ...endings.map(([, n]) => n));
    const list = section.querySelector("ul");
    while (list.children.length > endings.length) list.lastElementChild.remove();
    endings.forEach(([name, n], place) => {
      const bar = list.children[place] ?? list.appendChild(this.#made(".ending"));
      mark(bar, "outcome", name);
      write(bar.querySelector(".word"), catalogue.say(name === "connected" ? "connected_outcome" : `outcome.${name}`));
      write(bar.querySelector(".number"), count(n, catalogue));
      bar.querySelector("rect").setAttribute("width", `${Math.round((1000 * n) / most) / 10}%`);
    });
    return section;
  }

  #made(name) {
    return document.importNode(this.querySelector(`template${name}`).content.firstElementChild, true);
  }
}

function endingsOf({ connected, outcomes }) {
  return [["connected", connected], ...Object.entries(outcomes).sort(([a, x], [b, y]) => y - x || byKey(a, b))];
}

customElements.define("outcome-bars", OutcomeBars);
