// The way into the past: the link in the head, or P. It begins a minute ago; `<past-band>` goes on from there.

import { clock } from "../core/page.js";
import { find } from "../core/dom.js";
import { iso } from "../elements/past-band.js";
import { address } from "./address.js";

const BACK_MS = 60_000;

// The address of this page at an instant (ms).
/** @type {(at: number) => string} */
export function pastAddress(at) {
  return address.with({ at: iso(at, clock.offset) });
}

export function followPast() {
  const link = /** @type {HTMLAnchorElement} */ (find(document, "desk-bar .past"));
  link.addEventListener("click", () => (link.href = pastAddress(clock.now - BACK_MS)));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "p" || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (!(/** @type {Element} */ (event.target).matches("input, select, textarea"))) link.click();
  });
}
