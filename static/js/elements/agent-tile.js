// <agent-tile>: one agent: icon, name, word, time in the status. It is told what to show; only its time ticks.

import { catalogue } from "../board.js";
import { draw, mark, write } from "../dom.js";
import { cut, fitName } from "../names.js";
import { since } from "../roster.js";

// Ems that the mark for open chats takes from the name.
const CHATS = 2;
const PARTS = ["icon", "count", "time"];
const FORMS = ["wide", "brief"];

export class AgentTile extends HTMLElement {
  #parts;
  #word = "";
  #rooms;

  connectedCallback() {
    this.addEventListener("broaden", () => this.#fitWord());
  }

  // `rooms` are those of both forms, for a landscape screen and, brief, for a portrait one.
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
    if (!this.#rooms) return;
    const { word: parts, time } = this.#parts;
    for (const form of FORMS) {
      const { word: room, long } = this.#rooms[form];
      write(parts[form], cut(this.#word, time.hours ? long : room, "."));
    }
  }

  #find() {
    const both = (part) => Object.fromEntries(FORMS.map((form) => [form, this.querySelector(`.${part} .${form}`)]));
    const parts = Object.fromEntries(PARTS.map((part) => [part, this.querySelector(`.${part}`)]));
    return { ...parts, name: both("name"), word: both("word") };
  }
}

function word(agent, tooLong) {
  if (tooLong) return catalogue.say("status.too_long");
  return (agent.status === "paused" && agent.pause?.name) || catalogue.say(`status.${agent.status}`);
}

customElements.define("agent-tile", AgentTile);
