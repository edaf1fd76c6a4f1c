// <agent-tile>: one agent: icon, name, word, time in the status. It receives what to show; only its time ticks.

import { catalogue } from "../core/page.js";
import { draw, find, mark, write } from "../core/dom.js";
import { since } from "../roster.js";

const PARTS = ["icon", "first", "last", "count", "word"];

export class AgentTile extends HTMLElement {
  /** @type {Record<string, HTMLElement> | undefined} */
  #parts;
  // The name as it was given: what is shown may be shorter.
  whole = "";

  // With the board's form of the name, and `brief` words where the usual ones have no room.
  /** @type {(id: string, agent: Schema.AgentRow, tooLong: boolean, name: import("../format/names.js").BoardName, brief: boolean) => void} */
  show(id, agent, tooLong, { first, last }, brief) {
    const parts = (this.#parts ??= Object.fromEntries(PARTS.map((part) => [part, find(this, `.${part}`)])));
    mark(this, "id", id);
    mark(this, "status", agent.status);
    mark(this, "level", tooLong ? "warning" : "normal");
    mark(this, "chats", agent.chats.length ? "" : undefined);
    draw(parts.icon, tooLong ? "warning" : agent.status);
    write(parts.first, first);
    write(parts.last, last && `\u00a0${last}`);
    write(parts.count, agent.chats.length ? String(agent.chats.length) : "");
    write(parts.word, word(agent, tooLong, brief));
    /** @type {import("./time-since.js").TimeSince} */ (find(this, ".time")).since = since(agent);
  }
}

/** @type {(agent: Schema.AgentRow, tooLong: boolean, brief: boolean) => string} */
function word(agent, tooLong, brief) {
  if (!tooLong && agent.status === "paused" && agent.pause?.name) return agent.pause.name;
  const status = tooLong ? "too_long" : agent.status;
  return ((brief || tooLong) && catalogue.list("tv").tile[status]) || catalogue.say(`status.${status}`);
}

customElements.define("agent-tile", AgentTile);
