// One drawing for all lists: first everybody measures, then everybody writes, so the page is laid out once a frame.
// When all is drawn, `data-version` of the page says which version of the document it shows.

import { store } from "../board.js";

const asked = new Set();
let due;
let told = store.document.version;

store.subscribe("version", ({ version }) => (told = version));

// `part.measure()` and `part.draw()` run in the next frame, however often they were asked for.
export function ask(part) {
  asked.add(part);
  due ??= requestAnimationFrame(drawAll);
}

// Now, before the first paint.
export function drawAll() {
  cancelAnimationFrame(due);
  due = undefined;
  const parts = [...asked];
  asked.clear();
  for (const part of parts) part.measure();
  for (const part of parts) part.draw();
  if (asked.size === 0 && told === store.document.version) document.documentElement.dataset.version = told;
}
