// The drawing of all lists: as many in a frame as it has time for, so that a slow machine answers the hand in between.
// When all is drawn, `data-version` of the page says which version of the document it shows; in between it says nothing.

import { store } from "../core/page.js";

// How long a frame's drawing may go on before the next part waits for the next frame (ms).
const ENOUGH = 8;
const html = document.documentElement;
/** @type {Set<Drawn>} */
let asked = new Set();
/** @type {number | undefined} */
let due;
/** @type {Array<() => void>} */
const waiting = [];
let told = store.document.version;

store.subscribe("version", ({ version }) => {
  told = version;
  delete html.dataset.version;
  due ??= requestAnimationFrame(() => draw(performance.now() + ENOUGH));
});

// `part.measure()` and `part.draw()` run in one of the next frames, however often they were requested.
/** @type {(part: Drawn) => void} */
export function ask(part) {
  asked.add(part);
  due ??= requestAnimationFrame(() => draw(performance.now() + ENOUGH));
}

// Before all others: what the user scrolls must not show a gap.
/** @type {(part: Drawn) => void} */
export function askFirst(part) {
  asked = new Set([part, ...asked]);
  ask(part);
}

// Once, when all that was requested stands in the page.
/** @type {(tell: () => void) => void} */
export function whenDrawn(tell) {
  waiting.push(tell);
}

// Now, before the first paint.
export function drawAll() {
  cancelAnimationFrame(due ?? 0);
  draw(Infinity);
}

/** @type {(until: number) => void} */
function draw(until) {
  due = undefined;
  for (const part of [...asked]) {
    asked.delete(part);
    part.measure();
    part.draw();
    if (performance.now() > until) break;
  }
  if (asked.size) {
    due ??= requestAnimationFrame(() => draw(performance.now() + ENOUGH));
    return;
  }
  html.dataset.version = String(told);
  for (const tell of waiting.splice(0)) tell();
}
