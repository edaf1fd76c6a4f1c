// Live calls: who waits first, the oldest of each stage on top.

import { catalogue } from "../../board.js";
import { NOTHING } from "../../format.js";
import { NORMAL, queueLevels } from "../../levels.js";
import { joined, nameOf, place } from "./names.js";

const STAGES = ["waiting", "ringing", "ivr", "dialing", "talking"];

export const calls = {
  section: "calls",
  also: [],
  answers: {
    queue: (asked, _, { queue }) => queue === asked,
    stage: (asked, _, { stage }) => stage === asked,
  },
  found: (id, row, document) => [
    id, row.source_number, row.source_name, row.destination_number, place(row, document), ...agentNames(row, document),
  ],
  levels(row, document, now) {
    const queue = document.queues[row.queue];
    if (row.stage !== "waiting" || !queue) return [NORMAL];
    return [queueLevels({ waiting: 0, limits: queue.limits, oldest_waiting_since: row.since }, now).longest];
  },
  rank: (id, { stage, since }) => [STAGES.indexOf(stage), Date.parse(since), id],
  main: (_, row) => ({ number: (inbound(row) ? row.source_number : row.destination_number) ?? catalogue.say("no_number") }),
  texts: (_, row, document) => ({
    stage: catalogue.say(`stage.${row.stage}`),
    place: place(row, document),
    caller: row.source_name ?? NOTHING,
    with_agents: joined(agentNames(row, document)),
    line: (inbound(row) ? row.destination_number : row.source_number) ?? NOTHING,
  }),
  says: (id, row, _, [level]) => ({
    icon: inbound(row) ? (row.stage === "ringing" ? "ringing" : "none") : "dialing",
    word: "",
    open: `call:${id}`,
    marks: { stage: row.stage, level },
  }),
};

function inbound({ direction }) {
  return direction === "inbound";
}

function agentNames({ agents }, document) {
  return agents.map((agent) => nameOf("agents", agent, document));
}
