// <queue-row>: one queue's name and figures. It is told what to show; it decides nothing.

import { catalogue } from "../board.js";
import { draw, mark, write } from "../dom.js";
import { count, duration, percent } from "../format.js";
import { NORMAL } from "../levels.js";
import { lines, why } from "../queues.js";

const PARTS = ["icon", "text", "word", "why", "waiting", "longest", "service_level", "answered", "abandoned", "talking", "hold"];

export class QueueRow extends HTMLElement {
  #parts;
  #shown = {};

  show({ id, queue, name, levels }) {
    const { level, seconds } = levels;
    if (this.#shown.queue === queue && this.#shown.level === level && this.#shown.seconds === seconds) return;
    this.#shown = { queue, level, seconds };
    this.#parts ??= Object.fromEntries(PARTS.map((part) => [part, this.querySelector(`.${part}`)]));
    const { today } = queue;
    const plain = level === NORMAL;
    mark(this, "id", id);
    mark(this, "level", levels.level);
    mark(this, "idle", plain && queue.waiting === 0 && "");
    mark(this, "lines", lines(name));
    mark(this, "pinned", plain ? undefined : "");
    draw(this.#parts.icon, plain ? "none" : levels.level);
    write(this.#parts.text, name);
    write(this.#parts.word, plain ? "" : catalogue.say(levels.level));
    write(this.#parts.why, why(levels, catalogue));
    this.#figure("waiting", count(queue.waiting, catalogue), levels.waiting);
    this.#figure("longest", duration(levels.seconds), levels.longest);
    write(this.#parts.service_level, percent(today.service_level, catalogue));
    write(this.#parts.answered, count(today.answered, catalogue));
    write(this.#parts.abandoned, count(today.abandoned, catalogue));
    write(this.#parts.talking, count(queue.talking, catalogue));
    write(this.#parts.hold, duration(today.hold_time.average));
  }

  #figure(part, text, level) {
    mark(this.#parts[part], "level", level);
    write(this.#parts[part].firstElementChild, text);
  }
}

customElements.define("queue-row", QueueRow);
