// What every element of this page shares: the store, the clock, the words and the page's own settings. The data
// blocks of the page are read here, once.

import { Catalogue } from "./catalogue.js";
import { Clock } from "./clock.js";
import { find } from "./dom.js";
import { offsetOf } from "./format.js";
import { GATHER, Store } from "./store.js";

const html = document.documentElement;
// Milliseconds. The supervisors' long lists cost more to draw than a TV's tiles.
const DESK_GATHER = 500;

/** @type {Doc} */
const state = readBlock("state");

export const catalogue = new Catalogue(readBlock("words"));
export const clock = new Clock(state.as_of, offsetOf(state.as_of));
export const store = new Store(state, html.dataset.screen === "supervisor" ? DESK_GATHER : GATHER);
// By month: the hours between which it is light outside.
/** @type {number[][]} */
export const daylightHours = readBlock("daylight");
export const settings = new URLSearchParams(location.search);

// One for all: each further query object stays in memory.
const upright = matchMedia("(orientation: portrait)");

export const page = {
  get layout() {
    return html.dataset.layout;
  },
  set layout(name) {
    if (name === undefined || html.dataset.layout === name) return;
    html.dataset.layout = name;
    document.dispatchEvent(new Event("layoutchange"));
  },
  get portrait() {
    return upright.matches;
  },
  /** @type {(listener: () => void) => void} */
  onTurn(listener) {
    upright.addEventListener("change", listener);
  },
};

// Show the page: elements that were not drawn yet were hidden until now.
export function showPage() {
  html.toggleAttribute("data-drawn", true);
}

/** @type {(id: string) => any} */
function readBlock(id) {
  return JSON.parse(find(document, `#${id}`).textContent ?? "");
}
