// <queue-row>: one queue's name and figures, each with the limit that it broke. It receives what to show; it decides
// nothing.

import { catalogue } from "../core/page.js";
import { draw, find, mark, write } from "../core/dom.js";
import { briefDuration, count, percent, shortLevel } from "../format/format.js";
import { counted, shownWindow } from "../window.js";
import { NORMAL, serviceLevelBelow } from "../format/levels.js";

const PARTS = ["icon", "text", "word", "waiting", "longest", "service_level", "answered", "abandoned", "talking", "hold"];

export class QueueRow extends HTMLElement {
  /** @type {Record<string, HTMLElement> | undefined} */
  #parts;
  /** @type {{ queue?: Schema.QueueRow, rules?: Schema.ServiceLevelRow, level?: Level, seconds?: number }} */
  #shown = {};

  /** @type {(row: OrderedQueue, rules: Schema.ServiceLevelRow) => void} */
  show({ id, queue, name, levels }, rules) {
    const { level, seconds, limits } = levels;
    const shown = this.#shown;
    if (shown.queue === queue && shown.rules === rules && shown.level === level && shown.seconds === seconds) return;
    this.#shown = { queue, rules, level, seconds };
    const parts = (this.#parts ??= Object.fromEntries(PARTS.map((part) => [part, find(this, `.${part}`)])));
    const today = counted(queue);
    const plain = level === NORMAL;
    mark(this, "id", id);
    mark(this, "level", level);
    mark(this, "idle", plain && queue.waiting === 0 && "");
    draw(parts.icon, plain ? "none" : level);
    write(parts.text, name);
    write(parts.word, plain ? "" : catalogue.say(level));
    this.#figure(parts.waiting, count(queue.waiting, catalogue), levels.waiting, limits.waiting === undefined ? "" : count(limits.waiting, catalogue));
    this.#figure(parts.longest, briefDuration(seconds), levels.longest, limits.longest === undefined ? "" : briefDuration(limits.longest));
    mark(parts.service_level, "below", serviceLevelBelow({ today }, rules) && "");
    write(find(parts.service_level, "b"), shownWindow() ? shortLevel(today.service_level_parts, catalogue) : percent(today.service_level, catalogue));
    write(parts.answered, count(today.answered, catalogue));
    write(parts.abandoned, count(today.abandoned, catalogue));
    write(parts.talking, count(queue.talking, catalogue));
    write(parts.hold, briefDuration(today.hold_time.average));
  }

  /** @type {(cell: HTMLElement, text: string, level: Level, limit: string) => void} */
  #figure(cell, text, level, limit) {
    mark(cell, "level", level);
    write(find(cell, "b"), text);
    write(find(cell, ".limit"), limit && `/${limit}`);
  }
}

customElements.define("queue-row", QueueRow);
