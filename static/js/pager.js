// Shows as many of a box's children as fit, and the others by turns. Children with `data-pinned` are on every page.
// It relies on a box whose children flow down and then into columns beyond its right edge.

import { clock } from "./board.js";

// How long a page stays (ms).
const STAY = 10_000;

export class Pager {
  pages = 1;
  page = 0;
  #box;
  #turned;
  #watch;

  constructor(box, turned) {
    this.#box = box;
    this.#turned = turned;
  }

  connect() {
    this.#watch = new ResizeObserver(() => this.fit());
    this.#watch.observe(this.#box);
    return clock.subscribe((now) => this.#turn(now));
  }

  disconnect() {
    this.#watch.disconnect();
  }

  // Call it when children came, went or changed their height or pin.
  fit() {
    const children = [...this.#box.children];
    for (const child of children) child.hidden = false;
    const edge = this.#box.clientWidth - 2;
    const seen = children.filter((child) => child.offsetLeft < edge && child.offsetTop + child.offsetHeight <= this.#box.clientHeight + 2);
    if (seen.length === children.length) {
      this.#say(1);
      return;
    }
    const free = children.filter((child) => child.dataset.pinned === undefined);
    const room = Math.max(1, seen.length - (children.length - free.length));
    this.#say(Math.ceil(free.length / room));
    const start = (this.page % this.pages) * room;
    free.forEach((child, place) => (child.hidden = place < start || place >= start + room));
  }

  #turn(now) {
    const page = Math.floor(now / STAY) % this.pages;
    if (page === this.page) return;
    this.page = page;
    this.fit();
  }

  #say(pages) {
    this.pages = pages;
    this.page %= pages;
    this.#turned(this.page, pages);
  }
}
