// What every element of this page shares: the store, the clock, the words and the page's own settings. The data
// blocks of the page are read here, once.

import { Catalogue } from "../format/translations.js";
import { Clock } from "./clock.js";
import { find } from "./dom.js";
import { offsetOf } from "../format/format.js";
import { GATHER, Store } from "./store.js";

const html = document.documentElement;
// Milliseconds. The supervisors' long lists cost more to draw than a TV's tiles.
const DESK_GATHER = 500;
// As static/css/base.css has it, and how long a page waits for it.
const FONT = "Board";
const WEIGHTS = [400, 500];
const FONT_WAIT_MS = 2000;

/** @type {Doc} */
const state = readBlock("state");

export const catalogue = new Catalogue(readBlock("words"));
export const clock = new Clock(state.as_of, offsetOf(state.as_of));
export const store = new Store(state, html.dataset.screen === "supervisor" ? DESK_GATHER : GATHER);
// By month: the hours between which it is light outside.
/** @type {number[][]} */
export const daylightHours = readBlock("daylight");
// What the page's own address says comes first, and wins over what a paired screen's key says.
export const settings = new URLSearchParams(`${location.search.slice(1)}&${html.dataset.options ?? ""}`);

// One for all: each further query object stays in memory.
const upright = matchMedia("(orientation: portrait)");

export const page = {
  tv: html.dataset.screen === "tv",
  get line() {
    return html.dataset.line;
  },
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

// From now on the page shows what the document says; before, what is not drawn yet is hidden. It waits for its font, so
// that nothing shifts, but not for long: a board in another font is a board.
export async function showPage() {
  await Promise.race([fontsLoaded(), new Promise((done) => setTimeout(done, FONT_WAIT_MS))]);
  document.fonts.addEventListener("loadingdone", fit);
  fit();
  html.toggleAttribute("data-drawn", true);
}

// What was measured in another font is measured again.
function fit() {
  document.dispatchEvent(new Event("layoutchange"));
}

function fontsLoaded() {
  return Promise.all(WEIGHTS.map((weight) => document.fonts.load(`${weight} 1em ${FONT}`))).catch(() => {});
}

/** @type {(id: string) => any} */
function readBlock(id) {
  return JSON.parse(find(document, `#${id}`).textContent ?? "");
}
