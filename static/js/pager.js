// Shows as many of a box's children as fit, and the others by turns. Children with `data-pinned` are on every page;
// where they leave too little room for some other, only alarms are, and what still finds no room waits for their end.
// It relies on a box whose children flow down and then into columns, beyond its right edge if need be.

import { clock } from "./board.js";

// How long a page stays (ms).
const STAY = 10_000;

/** @typedef {{ height: number, columns: number, heights: Map<HTMLElement, number> }} Room */

export class Pager {
  /** @type {HTMLElement} */
  #box;
  /** @type {(number: number, pages: number) => void} */
  #turned;
  #page = 0;
  #stay = Math.floor(clock.now / STAY);
  /** @type {HTMLElement[][]} */
  #pages = [[]];

  // `turned(number, pages)` is told what is shown.
  /** @param {HTMLElement} box @param {(number: number, pages: number) => void} turned */
  constructor(box, turned) {
    this.#box = box;
    this.#turned = turned;
    new ResizeObserver(() => this.fit()).observe(box);
    clock.subscribe((now) => this.#turn(now));
  }

  get pages() {
    return this.#pages.length;
  }

  // Call it when children came, went or changed their height or pin.
  fit() {
    const children = childrenOf(this.#box);
    for (const child of children) child.hidden = false;
    const room = this.#measure(children);
    if (!room) return;
    this.#pages = pack(children, isPinned, room) ?? pack(children, isAlarm, room, true) ?? [children];
    this.#show();
  }

  /** @type {(children: HTMLElement[]) => Room | undefined} */
  #measure(children) {
    // Unrounded, as the layout itself counts: half a pixel decides whether one more row fits.
    const { height: own, width } = this.#box.getBoundingClientRect();
    if (own === 0 || children.length === 0) return undefined;
    const { columnGap, maxHeight } = getComputedStyle(this.#box);
    const gap = parseFloat(columnGap) || 0;
    // A box that shrinks to its columns may grow up to its limit.
    const height = maxHeight.endsWith("px") ? parseFloat(maxHeight) : own;
    const columns = Math.max(1, Math.floor((width + gap + 2) / (children[0].offsetWidth + gap)));
    const heights = new Map(children.map((child) => [child, child.getBoundingClientRect().height]));
    return { height: height + 0.01, columns, heights };
  }

  /** @type {(now: number) => void} */
  #turn(now) {
    const stay = Math.floor(now / STAY);
    if (stay === this.#stay) return;
    this.#stay = stay;
    this.#page += 1;
    if (this.pages > 1) this.#show();
  }

  #show() {
    const number = this.#page % this.pages;
    const shown = new Set(this.#pages[number]);
    for (const child of childrenOf(this.#box)) child.hidden = !shown.has(child);
    this.#turned(number, this.pages);
  }
}

/** @type {(box: Element) => HTMLElement[]} */
function childrenOf(box) {
  return /** @type {HTMLElement[]} */ ([...box.children]);
}

/** @type {(child: HTMLElement) => boolean} */
function isPinned(child) {
  return child.dataset.pinned !== undefined;
}

/** @type {(child: HTMLElement) => boolean} */
function isAlarm(child) {
  return child.dataset.level === "alarm";
}

// A page that is being filled, column by column.
class Filling {
  /** @type {HTMLElement[]} */
  children = [];
  /** @type {Room} */
  #room;
  #column = 0;
  #used = 0;

  /** @param {Room} room */
  constructor(room) {
    this.#room = room;
  }

  // Whether there was room for the child.
  /** @type {(child: HTMLElement) => boolean} */
  put(child) {
    const { height, columns, heights } = this.#room;
    const own = heights.get(child) ?? 0;
    const turns = this.#used + own > height;
    const column = this.#column + (turns ? 1 : 0);
    if (column >= columns || own > height) return false;
    this.#column = column;
    this.#used = (turns ? 0 : this.#used) + own;
    this.children.push(child);
    return true;
  }
}

// The pages of all children, each beginning with those that stay; the others follow in their order, but for one too high
// for any page beside those that stay, which keeps none of the lower ones waiting. Nothing if those that stay leave too
// little room, unless others may be `left` out.
/** @type {(children: HTMLElement[], stays: (child: HTMLElement) => boolean, room: Room, left?: boolean) => HTMLElement[][] | undefined} */
function pack(children, stays, room, left = false) {
  const staying = children.filter(stays);
  /** @type {HTMLElement[][]} */
  const pages = [];
  let rest = children.filter((child) => !stays(child));
  do {
    const page = new Filling(room);
    for (const child of staying) if (!page.put(child)) return undefined;
    const waiting = fill(page, rest);
    pages.push(page.children);
    if (waiting.length === rest.length && rest.length > 0) return left ? some(pages) : undefined;
    rest = waiting;
  } while (rest.length > 0);
  return pages;
}

// Those for which the page has no room.
/** @type {(page: Filling, rest: HTMLElement[]) => HTMLElement[]} */
function fill(page, rest) {
  const begun = page.children.length;
  /** @type {HTMLElement[]} */
  const waiting = [];
  let full = false;
  for (const child of rest) {
    if (full || !page.put(child)) {
      waiting.push(child);
      full = page.children.length > begun;
    }
  }
  return waiting;
}

// Without the last page, which holds nothing but what stays; at least one.
/** @type {(pages: HTMLElement[][]) => HTMLElement[][]} */
function some(pages) {
  return pages.length > 1 ? pages.slice(0, -1) : pages;
}
