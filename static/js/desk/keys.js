// The page by keyboard, and the overlay that says how. Keys of a list's rows are walk.js'.

import { address } from "./address.js";
import { FILTERS } from "./filter.js";
import { setView } from "./view.js";

const VIEWS = ["all", "waits", "agents", "day"];
const help = document.querySelector("dialog.help");
let last;

export function followKeys() {
  const lists = [...document.querySelectorAll("desk-list")];
  document.addEventListener("focusin", ({ target }) => (last = target.closest("desk-list") ?? last));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.target.matches("input, select, textarea")) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act(lists.filter((list) => list.checkVisibility() && list.entries.length));
  });
  document.querySelector("desk-bar .help").addEventListener("click", () => help.showModal());
  help.addEventListener("click", ({ target }) => target === help && help.close());
}

const KEYS = {
  "/": () => document.querySelector('[data-filter="q"]').select(),
  "?": () => help.showModal(),
  j: (lists) => enter(lists),
  k: (lists) => enter(lists),
  ArrowDown: (lists) => enter(lists),
  ArrowUp: (lists) => enter(lists),
  h: (lists) => step(lists, -1),
  ArrowLeft: (lists) => step(lists, -1),
  l: (lists) => step(lists, 1),
  ArrowRight: (lists) => step(lists, 1),
  e: () => document.querySelector('desk-bar [data-open="log"]').click(),
  t: () => document.querySelector('desk-bar [data-open="feed"]').click(),
  r: () => address.set(Object.fromEntries(FILTERS.map((name) => [name, ""]))),
  ...Object.fromEntries(VIEWS.map((name, place) => [String(place), () => setView(name)])),
};

// Into the list that was last walked, else the agents', else the first one there is.
function enter(lists) {
  const found = [last, lists.find((list) => list.dataset.list === "agents"), lists[0]].find((list) => lists.includes(list));
  found?.walk.enter();
}

function step(lists, by) {
  const here = lists.indexOf(last);
  lists[(here + by + lists.length) % lists.length]?.walk.enter();
}
