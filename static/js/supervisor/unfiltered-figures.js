// "of all" beside the key figures while they are of some queues or teams only.

import { catalogue, clock, store } from "../core/page.js";
import { find, findAll, write } from "../core/dom.js";
import { count, percent } from "../format/format.js";
import { scope } from "../scope.js";
import { address } from "./address.js";
import { narrowed } from "./narrowed.js";

/** @type {Record<string, (totals: Schema.Totals) => string>} */
const OF_QUEUES = {
  waiting: ({ waiting }) => count(waiting, catalogue),
  service_level: ({ today }) => percent(today.service_level, catalogue),
  abandoned: ({ today }) => count(today.abandoned, catalogue),
};
/** @type {Record<string, (totals: Schema.Totals) => string>} */
const OF_AGENTS = {
  available: ({ agents }) => count(agents.available, catalogue),
  talking: ({ agents }) => count(agents.on_call, catalogue),
  paused: ({ agents }) => count(agents.paused, catalogue),
};
/** @type {Map<string, HTMLElement>} */
const signs = new Map();

export function narrowFigures() {
  for (const figure of findAll(document, "key-figures .figure")) {
    const { figure: name = "" } = figure.dataset;
    if (!(name in OF_QUEUES) && !(name in OF_AGENTS)) continue;
    const sign = document.createElement("span");
    sign.className = "of-all";
    find(figure, ".number").append(sign);
    signs.set(name, sign);
  }
  store.subscribe("totals", show);
  clock.subscribe(show);
}

// The address has changed.
export function narrowScope() {
  const [queues, teams] = [address.all("queue"), address.all("team")];
  scope.narrow((document) => narrowed(document, { queues, teams }));
  show();
}

function show() {
  const byQueue = address.get("queue") !== "";
  for (const [name, sign] of signs) {
    const text = byQueue ? (OF_QUEUES[name] ?? OF_AGENTS[name]) : scope.isNarrow ? OF_AGENTS[name] : undefined;
    write(sign, text ? catalogue.say("desk.of_all", { n: text(store.document.totals) }) : "");
  }
}
