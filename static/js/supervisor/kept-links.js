// Links that lead to another state of this same page (another theme, a detail) keep what the address has gathered since
// they were made; and the row whose detail is open shows it.

import { address } from "./address.js";

const OWN = ["open", "theme", "lang", "view"];
const KEPT_ON_BOARDS = ["theme", "lang", "view"];

export function followLinks() {
  for (const name of ["pointerover", "focusin"]) {
    document.addEventListener(name, ({ target }) => {
      const link = /** @type {Element} */ (target).closest?.("a[href^='?']");
      if (link) renew(/** @type {HTMLElement} */ (link));
      const board = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (target).closest?.(".boards a"));
      if (board) board.search = String(new URLSearchParams(KEPT_ON_BOARDS.flatMap((each) => (address.get(each) ? [[each, address.get(each)]] : []))));
    });
  }
}

/** @type {(link: HTMLElement) => void} */
function renew(link) {
  const query = new URLSearchParams(link.getAttribute("href") ?? "");
  const name = link.dataset.open ? "open" : OWN.find((each) => link.closest(".choices, .views") && each !== "open" && differs(query, each));
  if (name) link.setAttribute("href", address.with({ [name]: query.get(name) ?? "" }));
}

/** @type {(query: URLSearchParams, name: string) => boolean} */
function differs(query, name) {
  return query.has(name) && query.get(name) !== address.get(name);
}
