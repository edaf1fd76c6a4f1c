// Agents: pauses that last too long first, then who is available, and so on, by name inside a status.

import { catalogue, clock } from "../../core/page.js";
import { duration, NOTHING } from "../../format/format.js";
import { NORMAL, pauseTooLong, WARNING } from "../../format/levels.js";
import { isolated } from "../../format/names.js";
import { since } from "../../roster.js";
import { byName, joined, nameOf, place } from "./names.js";

// As the headings stand, one below the other.
export const GROUPS = ["too_long", "available", "ringing", "dialing", "wrap_up", "no_phone", "on_call", "paused", "logged_out"];

// The document adds up what has ended; since when what goes on does, the row says.
/** @type {Record<"talk_time" | "pause_time" | "logged_in_time", (row: Schema.AgentRow) => string | undefined>} */
export const RUNNING = {
  talk_time: ({ status, since: began }) => (status === "on_call" ? began : undefined),
  pause_time: ({ pause }) => pause?.since,
  logged_in_time: ({ logged_in_since: began }) => began,
};

/** @type {ListKind<Schema.AgentRow>} */
export const agents = {
  section: "agents",
  also: ["calls"],
  touched: ({ calls }, ids) => calls.some((call) => ids.has(call)),
  answers: {
    team: (asked, _, { team }) => team === asked,
    queue: (asked, _, { queues, calls }, document) => queues.includes(asked) || calls.some((call) => document.calls[call]?.queue === asked),
    status: (asked, _, agent) => {
      if (asked === "logged_in") return agent.logged_in;
      return asked === "too_long" ? tooLong(agent) : agent.status === asked;
    },
  },
  found: (id, row, document) => [id, row.name, row.team, row.phone, ...row.queues.map((queue) => nameOf("queues", queue, document))],
  levels: (row, _, now) => [pauseTooLong(row, now) ? WARNING : NORMAL],
  rank: (id, row, levels) => [GROUPS.indexOf(groupOf(row, levels)), ...byName(id, row)],
  group: groupOf,
  running: RUNNING,
  main: (id, { name }) => ({ agent: name ?? id }),
  // Of a pause its own beginning is shown, though a call was taken in it.
  shown: (row) => (row.status === "paused" && row.pause && row.pause.since !== row.since ? { ...row, since: since(row) } : row),
  texts: (id, row, document, levels) => ({
    status: status(row, levels),
    with: occupation(row, document),
    serves: joined(row.queues.map((queue) => nameOf("queues", queue, document))),
    team: row.team ?? NOTHING,
    phone: row.phone ?? NOTHING,
    login: id,
  }),
  says: (id, row, _, [level]) => ({
    icon: level === WARNING ? "warning" : row.status,
    word: "",
    open: `agent:${id}`,
    marks: { status: row.status, level },
    cells: level === WARNING ? { status: "late", time: "late" } : { status: row.status === "available" ? "good" : undefined, time: undefined },
  }),
};

/** @type {(row: Schema.AgentRow, levels: Level[]) => string} */
function groupOf({ status: name }, [level]) {
  return level === WARNING ? "too_long" : name;
}

/** @type {(agent: Schema.AgentRow) => boolean} */
function tooLong(agent) {
  return pauseTooLong(agent, clock.now);
}

/** @type {(agent: Schema.AgentRow, levels?: Level[]) => string} */
function status({ status: name, pause }, [level] = []) {
  if (level === WARNING) return catalogue.say("status.too_long");
  return (name === "paused" && pause?.name) || catalogue.say(`status.${name}`);
}

// The agent's calls, preview, chats and the limit of the pause.
/** @type {(agent: Schema.AgentRow, document: Doc) => string} */
function occupation({ status: name, calls, chats, preview, pause }, document) {
  const parts = calls.flatMap((call) => (document.calls[call] ? [isolated(place(document.calls[call], document))] : []));
  if (preview) parts.push(catalogue.say("previews", { campaign: isolated(nameOf("campaigns", preview.campaign, document)) }));
  if (chats.length) parts.push(catalogue.say("chats_of_agent", { n: chats.length }));
  if (pause && name !== "paused") parts.push(isolated(pause.name));
  if (pause?.limit !== undefined) parts.push(catalogue.say("pause_limit", { limit: duration(pause.limit) }));
  return parts.join(" · ") || NOTHING;
}
