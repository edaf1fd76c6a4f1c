// The settings page: what it is made of, and where an address leads to. Nothing else.

import { find, findAll } from "./core/dom.js";
import "./settings/board-list.js";
import "./settings/change-list.js";
import { IdList } from "./settings/id-list.js";
import { store } from "./settings/page.js";
import "./settings/setting-group.js";
import "./settings/alert-test.js";
import "./settings/thulium-link.js";

// `#queues/156` leads to the row of that queue.
function openHash() {
  const [section, id] = location.hash.slice(1).split("/");
  const list = document.querySelector(`id-list[data-section="${CSS.escape(section)}"]`);
  if (list instanceof IdList && id) list.open(decodeURIComponent(id));
}

function offerTeams() {
  const agents = /** @type {Array<{team?: string}>} */ (Object.values(store.answer.settings.agents));
  const teams = [...new Set(agents.map((agent) => agent.team).filter(Boolean))].sort();
  find(document, "#teams").replaceChildren(...teams.map((team) => new Option(team)));
}

// A link to another look keeps the rest of the address.
function keepQuery() {
  for (const link of findAll(document, "[data-query]")) {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of new URLSearchParams(link.dataset.query)) query.set(name, value);
    link.setAttribute("href", `?${query}${location.hash}`);
  }
}

store.follow(offerTeams);
store.start();
keepQuery();
window.addEventListener("hashchange", () => {
  openHash();
  keepQuery();
});
document.documentElement.dataset.drawn = "";
document.documentElement.dataset.line = "live";
openHash();
