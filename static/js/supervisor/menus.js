// The menus of the head (boards, more): they close by themselves, as menus do.

import { find, findAll } from "../core/dom.js";

export function followMenus() {
  for (const menu of findAll(document, "desk-bar details.menu")) follow(/** @type {HTMLDetailsElement} */ (menu));
}

/** @type {(menu: HTMLDetailsElement) => void} */
function follow(menu) {
  const summary = find(menu, "summary");
  document.addEventListener("pointerdown", ({ target }) => {
    if (!menu.contains(/** @type {Node} */ (target))) menu.open = false;
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(/** @type {Node} */ (relatedTarget))) menu.open = false;
  });
  menu.addEventListener("click", ({ target }) => {
    if (/** @type {Element} */ (target).closest("a")) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault();
    menu.open = false;
    summary.focus();
  });
}
