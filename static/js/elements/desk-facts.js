// <desk-facts>: figures of the document by their paths (`data-path`), written as their kind says.

import { clock, store } from "../board.js";
import { write } from "../dom.js";
import { written } from "../desk/columns.js";
import { ask } from "../desk/frames.js";

export class DeskFacts extends HTMLElement {
  connectedCallback() {
    this.facts = [...this.querySelectorAll("[data-path]")].map((cell) => {
      const { path, kind } = cell.dataset;
      return { cell, column: { kind, path: path.split(".") } };
    });
    for (const section of new Set(this.facts.map(({ column }) => column.path[0]))) store.subscribe(section, () => ask(this));
    if (this.facts.some(({ column }) => column.kind === "since")) clock.subscribe(() => ask(this));
    ask(this);
  }

  measure() {}

  draw() {
    for (const { cell, column } of this.facts) write(cell, written(column, store.document, clock.now));
  }
}

customElements.define("desk-facts", DeskFacts);
