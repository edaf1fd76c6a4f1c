// Keeps a table's rows in step with a list of plain facts: reuses what stands there, touches only what changed.

import { arrange, draw, fromTemplate, mark, write } from "./dom.js";

export class Rows {
  #body;
  #template;
  #known = new Map();

  constructor(body, template) {
    this.#body = body;
    this.#template = template;
    for (const row of body.rows) this.#known.set(row.dataset.id, { row, shown: {} });
  }

  show(list) {
    const ids = new Set(list.map(({ id }) => id));
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
    arrange(this.#body, list.map((facts) => this.#show(facts)));
  }

  #show(facts) {
    if (!this.#known.has(facts.id)) this.#known.set(facts.id, { row: fromTemplate(this.#template), shown: {} });
    const known = this.#known.get(facts.id);
    for (const [name, value] of Object.entries(facts)) {
      if (known.shown[name] !== value) fill(known.row, name, value);
    }
    known.shown = facts;
    return known.row;
  }
}

function fill(row, name, value) {
  if (["id", "status", "stage", "level"].includes(name)) mark(row, name, value);
  else if (name === "icon") draw(row.querySelector(".icon"), value);
  else if (name === "since") row.querySelector("time-since").since = value;
  else {
    const cell = row.querySelector(`.${name}`);
    if (cell) write(cell, value);
  }
}
