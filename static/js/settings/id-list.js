// A section of things by their id: queues, chat queues, pauses, agents. What has no name comes first.

import { arrange, cloneTemplate, find, write } from "../core/dom.js";
import { ID_FIELDS, idsOf, valueAt } from "./fields.js";
import { collator, moment, phrase, store } from "./page.js";
import { SettingField } from "./setting-field.js";

/** @typedef {{element: HTMLElement, fields: SettingField[]}} IdRow */

export class IdList extends HTMLElement {
  /** @type {Map<string, IdRow>} */
  #rows = new Map();
  /** @type {string[]} */
  #added = [];

  connectedCallback() {
    this.section = this.dataset.section ?? "";
    this.#drawHead();
    find(this, ".add").addEventListener("submit", (event) => {
      event.preventDefault();
      const input = /** @type {HTMLInputElement} */ (find(this, ".add input"));
      const id = input.value.trim();
      if (id === "") return;
      input.value = "";
      this.open(id);
    });
    store.follow(() => this.draw());
  }

  // Shows the row of this id, also of one that has no name yet.
  /** @param {string} id */
  open(id) {
    if (!this.#rows.has(id)) {
      this.#added.push(id);
      this.draw();
    }
    const row = this.#rows.get(id);
    row?.element.scrollIntoView({ block: "center" });
    row?.fields[0].focus();
  }

  draw() {
    const known = idsOf(this.section ?? "", store.answer, collator);
    const ids = [...known, ...this.#added.filter((id) => !known.includes(id))];
    for (const id of [...this.#rows.keys()]) if (!ids.includes(id)) this.#rows.delete(id);
    for (const id of ids) this.#drawRow(id);
    // A row does not jump away while the user types in the list.
    const rows = ids.map((id) => /** @type {IdRow} */ (this.#rows.get(id)).element);
    const list = find(this, ".rows");
    const isTyping = list.contains(document.activeElement) && [...list.children].every((row) => rows.includes(/** @type {any} */ (row)));
    arrange(list, isTyping ? [.../** @type {any} */ (list.children), ...rows.filter((row) => !list.contains(row))] : rows);
    find(this, ".empty").hidden = ids.length > 0;
    this.#count();
  }

  #drawHead() {
    const head = find(this, ".head");
    for (const field of [undefined, ...ID_FIELDS[this.section ?? ""]]) {
      const cell = document.createElement("span");
      cell.textContent = field ? phrase(`field.${field.path.join("_")}`) : phrase("id");
      if (field) cell.dataset.field = field.path.join("_");
      head.append(cell);
    }
  }

  /** @param {string} id */
  #drawRow(id) {
    let row = this.#rows.get(id);
    if (!row) {
      const element = cloneTemplate(/** @type {HTMLTemplateElement} */ (find(document, "#id-row")));
      const fields = ID_FIELDS[this.section ?? ""].map((field) => new SettingField(field, [this.section ?? "", id], id));
      find(element, ".fields").append(...fields.map((field) => field.element));
      find(element, ".id bdi").textContent = id;
      element.dataset.id = id;
      row = { element, fields };
      this.#rows.set(id, row);
    }
    const seen = valueAt(store.answer.seen, [this.section ?? "", id]);
    row.element.toggleAttribute("data-unnamed", seen !== undefined);
    write(find(row.element, ".seen"), seen ? phrase("seen", { n: seen.events, last: moment(seen.last) }) : "");
    for (const field of row.fields) field.draw();
  }

  #count() {
    const unnamed = Object.keys(valueAt(store.answer.seen, [this.section ?? ""]) ?? {}).length;
    const count = find(document, `[data-unnamed="${this.section}"]`);
    write(count, unnamed > 0 ? phrase("unnamed", { n: unnamed }) : "");
  }
}

customElements.define("id-list", IdList);
