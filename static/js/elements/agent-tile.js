// <agent-tile>: one agent: icon, name, word, time in the status. It is told what to show; only its time ticks.

import { catalogue } from "../board.js";
import { draw, find, mark, write } from "../dom.js";
import { cut, fitName } from "../names.js";
import { since } from "../roster.js";

// Ems that the mark for open chats takes from the name.
const CHATS = 2;
/** @type {Array<"wide" | "brief">} */
const FORMS = ["wide", "brief"];

/** @typedef {{ wide: import("../roster.js").Room, brief: import("../roster.js").Room }} Rooms */
/** @typedef {{ wide: HTMLElement, brief: HTMLElement }} Forms */
/** @typedef {{ icon: HTMLElement, count: HTMLElement, time: import("./time-since.js").TimeSince, name: Forms, word: Forms }} Parts */

export class AgentTile extends HTMLElement {
  /** @type {Parts | undefined} */
  #parts;
  // The name as it was given: what is shown may be shorter.
  whole = "";
  #word = "";
  /** @type {Rooms | undefined} */
  #rooms;

  connectedCallback() {
    this.addEventListener("broaden", () => this.#fitWord());
  }

  // `rooms` are those of both forms, for a landscape screen and, brief, for a portrait one.
  /** @type {(id: string, agent: Schema.AgentRow, tooLong: boolean, rooms: Rooms) => void} */
  show(id, agent, tooLong, rooms) {
    this.#parts ??= this.#find();
    const parts = this.#parts;
    this.#rooms = rooms;
    this.#word = word(agent, tooLong);
    mark(this, "id", id);
    mark(this, "status", agent.status);
    mark(this, "level", tooLong ? "warning" : "normal");
    mark(this, "chats", agent.chats.length ? "" : undefined);
    mark(this, "pinned", tooLong ? "" : undefined);
    draw(parts.icon, tooLong ? "warning" : agent.status);
    for (const form of FORMS) {
      write(parts.name[form], fitName(agent.name ?? id, rooms[form].name - (agent.chats.length ? CHATS : 0)));
    }
    write(parts.count, agent.chats.length ? String(agent.chats.length) : "");
    parts.time.since = since(agent);
    this.#fitWord();
  }

  #fitWord() {
    if (!this.#rooms || !this.#parts) return;
    const { word: parts, time } = this.#parts;
    for (const form of FORMS) {
      const { word: room, long } = this.#rooms[form];
      write(parts[form], cut(this.#word, time.hours ? long : room, "."));
    }
  }

  #find() {
    /** @type {(part: string) => Forms} */
    const both = (part) => ({ wide: find(this, `.${part} .wide`), brief: find(this, `.${part} .brief`) });
    const time = /** @type {import("./time-since.js").TimeSince} */ (find(this, ".time"));
    return { icon: find(this, ".icon"), count: find(this, ".count"), time, name: both("name"), word: both("word") };
  }
}

/** @type {(agent: Schema.AgentRow, tooLong: boolean) => string} */
function word(agent, tooLong) {
  if (tooLong) return catalogue.say("status.too_long");
  return (agent.status === "paused" && agent.pause?.name) || catalogue.say(`status.${agent.status}`);
}

customElements.define("agent-tile", AgentTile);
