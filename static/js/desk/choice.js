// Which columns a list shows: as many as usually fit, or those that somebody chose. Data only becomes names of columns
// that the page has, so nothing foreign reaches the style sheet.

import { catalogue } from "../board.js";
import { address } from "./address.js";

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
const dialog = document.querySelector("dialog.columns-choice");
let open;

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

export function offerColumns(lists) {
  for (const list of lists) list.querySelector(".choose").addEventListener("click", () => offer(list));
  dialog.querySelector(".usual").addEventListener("click", () => {
    address.set({ [parameter(open)]: "" });
    dialog.close();
  });
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
}

function offer(list) {
  open = list;
  const boxes = list.heads.map((head) => {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value: head.dataset.column });
    box.checked = head.checkVisibility();
    box.disabled = head.dataset.kind === "main";
    box.addEventListener("change", take);
    label.append(box, head.firstElementChild.title || head.textContent);
    return label;
  });
  dialog.querySelector(".all").replaceChildren(...boxes);
  dialog.querySelector("h2").textContent = `${catalogue.say("columns")}: ${catalogue.say(`list.${list.dataset.list}`)}`;
  dialog.showModal();
}

function take() {
  const names = [...dialog.querySelectorAll("input")].filter((box) => box.checked || box.disabled).map((box) => box.value);
  address.set({ [parameter(open)]: names.join(",") });
}

function chosen(list) {
  const asked = new Set(address.get(parameter(list)).split(","));
  const names = list.heads.filter(({ dataset: { column, kind } }) => asked.has(column) && kind !== "main").map(({ dataset }) => dataset.column);
  const main = list.heads.find(({ dataset }) => dataset.kind === "main").dataset.column;
  return names.length ? [main, ...names] : asked.has(main) ? [main] : [];
}

function parameter(list) {
  return `columns.${list.dataset.list}`;
}
