// <agent-tile>: one agent: icon, name, word, time in the status. It is told what to show; only its time ticks.

import { catalogue } from "../board.js";
import { draw, mark, write } from "../dom.js";
import { cut, fitName } from "../names.js";
import { since } from "../roster.js";

// Ems that the mark for open chats takes from the name.
const CHATS = 2;
const PARTS = ["icon", "name", "count", "word", "time"];

export class AgentTile extends HTMLElement {
  #parts;
  #word = "";
  #room;

  connectedCallback() {
    this.addEventListener("broaden", () => this.#fitWord());
  }

  show(id, agent, tooLong, room) {
    this.#parts ??= Object.fromEntries(PARTS.map((part) => [part, this.querySelector(`.${part}`)]));
    const parts = this.#parts;
    this.#room = room;
    this.#word = word(agent, tooLong);
    mark(this, "id", id);
    mark(this, "status", agent.status);
    mark(this, "level", tooLong ? "warning" : "normal");
    mark(this, "chats", agent.chats.length ? "" : undefined);
    mark(this, "pinned", tooLong ? "" : undefined);
    draw(parts.icon, tooLong ? "warning" : agent.status);
    write(parts.name, fitName(agent.name ?? id, room.name - (agent.chats.length ? CHATS : 0)));
    write(parts.count, agent.chats.length ? String(agent.chats.length) : "");
    parts.time.since = since(agent);
    this.#fitWord();
  }

  #fitWord() {
    if (!this.#room) return;
    write(this.#parts.word, cut(this.#word, this.#parts.time.hours ? this.#room.long : this.#room.word, "."));
  }
}

function word(agent, tooLong) {
  if (tooLong) return catalogue.say("status.too_long");
  return (agent.status === "paused" && agent.pause?.name) || catalogue.say(`status.${agent.status}`);
}

customElements.define("agent-tile", AgentTile);
