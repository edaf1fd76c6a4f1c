// A new element with its attributes and children. Text becomes text nodes: nothing from outside is ever read as HTML.

import { unturned } from "../core/dom.js";

/** @typedef {Record<string, string | number | boolean | undefined>} Attributes */
/** @typedef {Node | string | undefined} Child */

const SVG = "http://www.w3.org/2000/svg";

/** @type {(tag: string, attributes?: Attributes, ...children: Child[]) => HTMLElement} */
export function make(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** @type {(tag: string, attributes?: Attributes, ...children: Child[]) => SVGElement} */
export function draw(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

// Foreign text: it keeps its own direction, is cut off where there is no room, and shows its full text on demand.
/** @type {(text: string | undefined, attributes?: Attributes) => HTMLElement} */
export function foreign(text, attributes = {}) {
  return make("bdi", { class: "foreign", title: text, ...attributes }, text);
}

/** @type {(name: string) => SVGElement} */
export function icon(name) {
  return draw("svg", { class: "icon", "aria-hidden": "true" }, draw("use", { href: `#icon-${name}` }));
}

// What opens beside the list, as a link that also works by itself.
/** @type {(choice: string, child: Child, attributes?: Attributes) => HTMLElement} */
export function opener(choice, child, attributes = {}) {
  const query = new URLSearchParams(location.search);
  query.set("open", choice);
  return make("a", { href: `?${query}`, "data-open": choice, ...attributes }, child);
}

/** @type {(element: any, attributes: Attributes, children: Child[]) => any} */
function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    const isRead = name === "title" || name === "aria-label";
    element.setAttribute(name, value === true ? "" : isRead ? unturned(String(value)) : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== ""));
  return element;
}
