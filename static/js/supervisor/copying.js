// Copying with a click: a number (`data-copy`), or the address of this view. What was copied says so for a moment.

import { catalogue } from "../core/page.js";
import { find } from "../core/dom.js";
import { announce } from "./notifications.js";

const SIGN_MS = 1500;
// Of the address: what is the reader's own, and what must not be shared.
const OWN = ["key", "lang", "theme"];

export function followCopying() {
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest?.("[data-copy]"));
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    copy(button.dataset.copy ?? "", button);
  });
  const link = find(document, ".copy-link");
  link.addEventListener("click", () => copy(sharedAddress(), link));
}

// By keyboard: the number of a row.
/** @type {(row: Element | null | undefined) => void} */
export function copyNumber(row) {
  const button = /** @type {HTMLElement | null | undefined} */ (row?.querySelector("[data-copy]"));
  if (button) copy(button.dataset.copy ?? "", button);
}

function sharedAddress() {
  const url = new URL(location.href);
  for (const name of OWN) url.searchParams.delete(name);
  return String(url);
}

/** @type {(text: string, button: HTMLElement) => Promise<void>} */
async function copy(text, button) {
  if (!(await written(text))) return;
  announce(catalogue.say("desk.copied"));
  button.dataset.copied = catalogue.say("desk.copied");
  setTimeout(() => delete button.dataset.copied, SIGN_MS);
}

// Without https a browser gives no clipboard to scripts, but still copies what is selected.
/** @type {(text: string) => Promise<boolean>} */
async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = Object.assign(document.createElement("textarea"), { value: text });
    field.className = "visually-hidden";
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    focused?.focus({ preventScroll: true });
    return done;
  }
}
