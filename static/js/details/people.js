// Agents as lines of a detail: icon, name, status or what they are at, and since when. A name opens the agent.

import { catalogue, clock } from "../core/page.js";
import { pauseTooLong } from "../format/levels.js";
import { byKey, sortKey } from "../format/names.js";
import { since } from "../roster.js";
import { foreign, icon, make, opener } from "./make.js";

const ORDER = ["available", "ringing", "wrap_up", "on_call", "dialing", "paused", "no_phone", "logged_out"];

/** @typedef {{ id: string, name: string, status: string, since: string, word: string, tooLong: boolean }} Person */

// Who is available first, by name inside a status.
/** @type {(agents: Array<[string, Schema.AgentRow]>) => Person[]} */
export function people(agents) {
  return agents
    .map(([id, row]) => {
      const tooLong = pauseTooLong(row, clock.now);
      const word = tooLong ? catalogue.say("status.too_long") : ((row.status === "paused" && row.pause?.name) || catalogue.say(`status.${row.status}`));
      return { id, name: row.name, status: row.status, since: since(row), word, tooLong };
    })
    .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || byKey(sortKey(a.name), sortKey(b.name)));
}

/** @type {(person: Person) => HTMLElement} */
export function personLine({ id, name, status, since: began, word, tooLong }) {
  return make(
    "li",
    { "data-status": status, "data-level": tooLong ? "warning" : "normal" },
    icon(tooLong ? "warning" : status),
    opener(`agent:${id}`, foreign(name)),
    make("span", { class: "word" }, foreign(word)),
    make("time-since", { class: "length", "data-since": began }),
  );
}
