// How wide the columns of a list are, and which of them it has room for. A column is as wide as its head says
// (`data-width`, rem), or as its head's own words need on two lines: measured, so it holds for any language and font.

import { find, mark } from "../core/dom.js";

// Between two columns (rem): desk-list.css.
const GAP_REM = 0.7;
// What canvas and layout may differ by (rem).
const SLACK_REM = 0.1;
const canvas = document.createElement("canvas").getContext("2d");

export class ColumnFit {
  /** @type {HTMLElement} */
  #list;
  /** @type {HTMLElement[]} */
  #heads;
  /** @type {Column[]} */
  #columns;
  #sheet = new CSSStyleSheet();
  /** @type {number[]} */
  #widths = [];
  /** @type {number[]} */
  hidden = [];

  /** @param {HTMLElement} list @param {HTMLElement[]} heads @param {Column[]} columns */
  constructor(list, heads, columns) {
    this.#list = list;
    this.#heads = heads;
    this.#columns = columns;
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
    this.measure();
  }

  // Again when a font has arrived.
  measure() {
    // The shorthand is empty where figures are tabular.
    const { fontWeight, fontSize, fontFamily } = getComputedStyle(find(this.#heads[0], ".sort"));
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    /** @type {(text: string) => number} */
    const rems = (text) => {
      if (!canvas) return 0;
      canvas.font = `${fontWeight} ${fontSize} ${fontFamily}`;
      return canvas.measureText(text).width / rem;
    };
    this.#widths = this.#columns.map(({ width }, place) => Math.max(width, twoLineWidth(this.#heads[place].textContent ?? "", rems) + SLACK_REM));
    const rules = this.#columns.map(
      ({ name }, place) => `desk-list[data-list="${this.#list.dataset.list}"] .cell[data-column="${name}"] { flex-basis: ${this.#widths[place].toFixed(2)}rem }`,
    );
    this.#sheet.replaceSync(rules.join("\n"));
  }

  // The style leaves out the priorities that the list has no room for.
  /** @type {(room: number) => void} */
  fit(room) {
    const columns = this.#columns.map(({ priority }, place) => ({ priority, width: this.#widths[place] }));
    this.hidden = hiddenPriorities(columns, room);
    mark(this.#list, "hidden", this.hidden.join(" "));
  }
}

// The least width of a text broken into two lines at best.
/** @type {(text: string, measure: (text: string) => number) => number} */
export function twoLineWidth(text, measure) {
  const words = text.trim().split(" ");
  const breaks = words.map((_, at) => Math.max(measure(words.slice(0, at).join(" ")), measure(words.slice(at).join(" "))));
  return Math.min(...breaks);
}

// Whole priorities give up their room, the last ones first; the first stays.
/** @type {(columns: Array<{ priority: number, width: number }>, room: number) => number[]} */
export function hiddenPriorities(columns, room) {
  const priorities = [...new Set(columns.map(({ priority }) => priority))].sort((a, b) => a - b);
  let used = -GAP_REM;
  const fits = priorities.findIndex((priority) => {
    for (const column of columns) if (column.priority === priority) used += column.width + GAP_REM;
    return used > room;
  });
  return fits < 0 ? [] : priorities.slice(Math.max(fits, 1));
}
