// What a cell of a list has no room for is read by pointing at it. Readers of the screen get all of it anyway.

import { unturned } from "../core/dom.js";

export function tellWhole() {
  document.addEventListener("pointerover", ({ target }) => {
    const cell = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest?.("desk-list .row .cell"));
    if (!cell) return;
    const inner = cell.querySelector(".link") ?? cell;
    if (inner.scrollWidth > inner.clientWidth || inner.scrollHeight > inner.clientHeight + 4) cell.title = unturned(inner.textContent ?? "");
    else cell.removeAttribute("title");
  });
}
