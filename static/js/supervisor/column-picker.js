// Which columns a list shows: as many as usually fit, or those that the user chose. Data only becomes names of columns
// that the page has, so nothing foreign reaches the style sheet.

import { catalogue } from "../core/page.js";
import { find, isSeen } from "../core/dom.js";
import { address } from "./address.js";

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
const dialog = /** @type {HTMLDialogElement} */ (find(document, "dialog.columns-choice"));

/** @typedef {import("./list.js").DeskList} DeskList */

/** @type {DeskList} */
let open;

/** @type {(lists: Iterable<DeskList>) => void} */
export function showChosen(lists) {
  const rules = [...lists].flatMap((list) => {
    const names = chosen(list);
    if (!names.length) return [];
    const all = `desk-list[data-list="${list.dataset.list}"] .cell`;
    const kept = names.map((name) => `[data-column="${name}"]`).join();
    const [shown, name] = [`${all}:is(${kept})`, '[data-kind="main"]'];
    return [
      `${all}:not(${kept}) { display: none !important }`,
      `${shown}:not(${name}) { display: block !important }`,
      `${shown}${name} { display: flex !important }`,
    ];
  });
  sheet.replaceSync(rules.join("\n"));
  for (const list of lists) list.toggleAttribute("data-chosen", chosen(list).length > 0);
}

/** @type {(lists: Iterable<DeskList>) => void} */
export function offerColumns(lists) {
  for (const list of lists) find(list, ".choose").addEventListener("click", () => offer(list));
  find(dialog, ".usual").addEventListener("click", () => {
    address.set({ [parameter(open)]: "" });
    dialog.close();
  });
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
}

/** @type {(list: DeskList) => void} */
function offer(list) {
  open = list;
  const boxes = list.heads.map((head) => {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value: columnOf(head) });
    box.checked = isSeen(head);
    box.disabled = head.dataset.kind === "main";
    box.addEventListener("change", take);
    label.append(box, find(head, ".sort").title || head.textContent || "");
    return label;
  });
  find(dialog, ".all").replaceChildren(...boxes);
  find(dialog, "h2").textContent = `${catalogue.say("columns")}: ${catalogue.say(`list.${list.dataset.list}`)}`;
  dialog.showModal();
}

function take() {
  const names = [...dialog.querySelectorAll("input")].filter((box) => box.checked || box.disabled).map((box) => box.value);
  address.set({ [parameter(open)]: names.join(",") });
}

/** @type {(list: DeskList) => string[]} */
function chosen(list) {
  const asked = new Set(address.get(parameter(list)).split(","));
  const names = list.heads.filter((head) => asked.has(columnOf(head)) && head.dataset.kind !== "main").map(columnOf);
  const main = columnOf(find(list, '[role=columnheader][data-kind="main"]'));
  return names.length ? [main, ...names] : asked.has(main) ? [main] : [];
}

/** @type {(head: HTMLElement) => string} */
function columnOf(head) {
  return head.dataset.column ?? "";
}

/** @type {(list: DeskList) => string} */
function parameter(list) {
  return `columns.${list.dataset.list}`;
}
