// The page by keyboard, and the overlay that says how. Keys of a list's rows are walk.js'.

import { find, isSeen } from "../core/dom.js";
import { address } from "./address.js";
import { FILTERS } from "./filter.js";
import { setView } from "./view.js";

const VIEWS = ["all", "waits", "agents", "day"];
const help = /** @type {HTMLDialogElement} */ (find(document, "dialog.help"));

/** @typedef {import("./list.js").DeskList} DeskList */
/** @type {DeskList | null | undefined} */
let last;

export function followKeys() {
  const lists = [...document.querySelectorAll("desk-list")];
  document.addEventListener("focusin", ({ target }) => (last = /** @type {Element} */ (target).closest("desk-list") ?? last));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (/** @type {Element} */ (event.target).matches("input, select, textarea")) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act(lists.filter((list) => isSeen(list) && list.entries.length));
  });
  find(document, "desk-bar .help").addEventListener("click", () => help.showModal());
  help.addEventListener("click", ({ target }) => target === help && help.close());
}

/** @type {Record<string, (lists: DeskList[]) => void>} */
const KEYS = {
  "/": () => /** @type {HTMLInputElement} */ (find(document, '[data-filter="q"]')).select(),
  "?": () => help.showModal(),
  j: (lists) => enter(lists),
  k: (lists) => enter(lists),
  ArrowDown: (lists) => enter(lists),
  ArrowUp: (lists) => enter(lists),
  h: (lists) => step(lists, -1),
  ArrowLeft: (lists) => step(lists, -1),
  l: (lists) => step(lists, 1),
  ArrowRight: (lists) => step(lists, 1),
  e: () => find(document, 'desk-bar [data-open="log"]').click(),
  t: () => find(document, 'desk-bar [data-open="feed"]').click(),
  r: () => address.set(Object.fromEntries(FILTERS.map((name) => [name, ""]))),
  ...Object.fromEntries(VIEWS.map((name, place) => [String(place), () => setView(name)])),
};

// Into the list that was last walked, else the calls, else the first one there is.
/** @type {(lists: DeskList[]) => void} */
function enter(lists) {
  const found = [last, lists.find((list) => list.dataset.of), lists[0]].find((list) => list && lists.includes(list));
  found?.walk.enter();
}

/** @type {(lists: DeskList[], by: number) => void} */
function step(lists, by) {
  const here = last ? lists.indexOf(last) : -1;
  lists[(here + by + lists.length) % lists.length]?.walk.enter();
}
