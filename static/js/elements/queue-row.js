// <queue-row>: one queue's name and figures. It is told what to show; it decides nothing.

import { catalogue } from "../board.js";
import { draw, find, mark, write } from "../dom.js";
import { count, duration, percent } from "../format.js";
import { NORMAL } from "../levels.js";
import { lines, why } from "../queues.js";

const PARTS = ["icon", "text", "word", "why", "waiting", "longest", "service_level", "answered", "abandoned", "talking", "hold"];

export class QueueRow extends HTMLElement {
  /** @type {Record<string, HTMLElement> | undefined} */
  #parts;
  /** @type {{ queue?: Schema.QueueRow, level?: Level, seconds?: number }} */
  #shown = {};

  /** @type {(row: OrderedQueue) => void} */
  show({ id, queue, name, levels }) {
    const { level, seconds } = levels;
    if (this.#shown.queue === queue && this.#shown.level === level && this.#shown.seconds === seconds) return;
    this.#shown = { queue, level, seconds };
    const parts = (this.#parts ??= Object.fromEntries(PARTS.map((part) => [part, find(this, `.${part}`)])));
    const { today } = queue;
    const plain = level === NORMAL;
    mark(this, "id", id);
    mark(this, "level", levels.level);
    mark(this, "idle", plain && queue.waiting === 0 && "");
    mark(this, "lines", lines(name));
    mark(this, "pinned", plain ? undefined : "");
    draw(parts.icon, plain ? "none" : levels.level);
    write(parts.text, name);
    write(parts.word, plain ? "" : catalogue.say(levels.level));
    write(parts.why, why(levels, catalogue));
    this.#figure(parts.waiting, count(queue.waiting, catalogue), levels.waiting);
    this.#figure(parts.longest, duration(levels.seconds), levels.longest);
    write(parts.service_level, percent(today.service_level, catalogue));
    write(parts.answered, count(today.answered, catalogue));
    write(parts.abandoned, count(today.abandoned, catalogue));
    write(parts.talking, count(queue.talking, catalogue));
    write(parts.hold, duration(today.hold_time.average));
  }

  /** @type {(cell: HTMLElement, text: string, level: Level) => void} */
  #figure(cell, text, level) {
    mark(cell, "level", level);
    write(find(cell, "b"), text);
  }
}

customElements.define("queue-row", QueueRow);
