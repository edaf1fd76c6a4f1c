// Live calls: those over a limit of their queue first, then who waits, whether it rings for them or not, and so on; the
// oldest of each stage on top.

import { catalogue } from "../../core/page.js";
import { NOTHING } from "../../format/format.js";
import { NORMAL, queueLevels, rank } from "../../format/levels.js";
import { joined, nameOf, place } from "./names.js";

const STAGES = ["waiting", "ringing", "ivr", "dialing", "talking"];

/** @type {Record<Schema.CallRow["stage"], string>} */
const TAB_OF = { waiting: "waiting", ringing: "waiting", talking: "talking", dialing: "talking", ivr: "ivr" };

/** @type {ListKind<Schema.CallRow>} */
export const calls = {
  section: "calls",
  also: [],
  answers: {
    // A call without an agent may come to any team.
    team: (asked, _, { agents }, document) => agents.length === 0 || agents.some((agent) => document.agents[agent]?.team === asked),
    queue: (asked, _, { queue }) => queue === asked,
  },
  tab: ({ stage }) => TAB_OF[stage],
  found: (id, row, document) => [
    id, row.source_number, row.source_name, row.destination_number, place(row, document), ...agentNames(row, document),
  ],
  levels(row, document, now) {
    const queue = document.queues[row.queue ?? ""];
    if (!["waiting", "ringing"].includes(row.stage) || !queue) return [NORMAL];
    return [queueLevels({ waiting: 0, limits: queue.limits, oldest_waiting_since: began(row) }, now).longest];
  },
  rank: (id, row, [level]) => [rank(level), STAGES.indexOf(row.waiting_since ? "waiting" : row.stage), Date.parse(began(row)), id],
  main: (_, row) => ({ number: (inbound(row) ? row.source_number : row.destination_number) ?? catalogue.say("no_number") }),
  // Of a ringing call the wait is shown, which goes on.
  shown: (row) => (row.waiting_since === undefined ? row : { ...row, since: began(row) }),
  texts: (_, row, document) => ({
    stage: catalogue.say(`stage.${row.stage}`),
    place: place(row, document),
    caller: row.source_name ?? NOTHING,
    with_agents: joined(agentNames(row, document)),
    line: (inbound(row) ? row.destination_number : row.source_number) ?? NOTHING,
  }),
  says: (id, row, _, [level]) => ({
    icon: level !== NORMAL ? level : inbound(row) ? (row.stage === "ringing" ? "ringing" : "none") : "dialing",
    word: level === NORMAL ? "" : catalogue.say(`level_short.${level}`),
    open: `call:${id}`,
    copy: inbound(row) ? row.source_number : row.destination_number,
    marks: { stage: row.stage, level },
    cells: { time: level !== NORMAL ? level : ["waiting", "ringing"].includes(row.stage) ? "strong" : undefined },
  }),
};

/** @type {(row: Schema.CallRow) => string} */
function began({ since, waiting_since: waits }) {
  return waits ?? since;
}

/** @type {(row: Schema.CallRow) => boolean} */
function inbound({ direction }) {
  return direction === "inbound";
}

/** @type {(row: Schema.CallRow, document: Doc) => string[]} */
function agentNames({ agents }, document) {
  return agents.map((agent) => nameOf("agents", agent, document));
}
