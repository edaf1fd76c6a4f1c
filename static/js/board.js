// What every element of this page shares: the store, the clock, the words and the page's own settings. The data
// blocks of the page are read here, once.

import { readCatalogue } from "./catalogue.js";
import { Clock } from "./clock.js";
import { offsetOf } from "./format.js";
import { GATHER, Store } from "./store.js";

const html = document.documentElement;
// The supervisors' long lists cost more to draw than a TV's tiles, and nobody reads faster (ms).
const DESK_GATHER = 500;

export const catalogue = readCatalogue();
export const clock = new Clock(html.dataset.now, offsetOf(html.dataset.now));
export const store = new Store(
  JSON.parse(document.getElementById("state").textContent),
  html.dataset.screen === "supervisor" ? DESK_GATHER : GATHER,
);
export const settings = new URLSearchParams(location.search);

// One for all: each that is asked for anew stays in memory.
const upright = matchMedia("(orientation: portrait)");

export const page = {
  get layout() {
    return html.dataset.layout;
  },
  set layout(name) {
    if (html.dataset.layout === name) return;
    html.dataset.layout = name;
    document.dispatchEvent(new Event("layoutchange"));
  },
  get portrait() {
    return upright.matches;
  },
  onTurn(listener) {
    upright.addEventListener("change", listener);
  },
};
