// Ended calls of today that the search finds, the newest first.

import { catalogue } from "../../core/page.js";
import { NOTHING } from "../../format/format.js";
import { NORMAL } from "../../format/levels.js";
import { address } from "../address.js";
import { FetchedRows, withScope } from "../fetched-rows.js";
import { joined, nameOf, place } from "./names.js";

const MIN_CHARS = 2;

export const endedRows = new FetchedRows(
  () => {
    const text = address.get("q").trim();
    return `/calls?${withScope({ q: text.length < MIN_CHARS ? "" : text, limit: "100" })}`;
  },
  ({ connection_id: id }) => id,
);

/** @type {ListKind<Schema.EndedCall>} */
export const ended = {
  section: "ended",
  source: endedRows,
  isSearched: true,
  also: ["queues"],
  touched: () => false,
  answers: {
    team: (asked, _, { agents }, document) => agents.some((agent) => document.agents[agent]?.team === asked),
    queue: (asked, _, { queue }) => queue === asked,
  },
  found: (id, row, document) => [
    id, row.source_number, row.source_name, row.destination_number, place(row, document), ...agentNames(row, document),
  ],
  levels: () => [NORMAL],
  rank: (id, { started }) => [-Date.parse(started), id],
  main: (_, row) => ({ number: (row.direction === "inbound" ? row.source_number : row.destination_number) ?? catalogue.say("no_number") }),
  texts: (_, row, document) => ({
    outcome: row.outcome === undefined ? NOTHING : catalogue.say(`side.outcome.${row.outcome}`),
    place: place(row, document),
    caller: row.source_name ?? NOTHING,
    with_agents: joined(agentNames(row, document)),
  }),
  says: (id, row) => ({
    icon: row.direction === "inbound" ? "none" : "dialing",
    word: "",
    open: `call:${id}`,
    copy: row.direction === "inbound" ? row.source_number : row.destination_number,
    marks: {},
  }),
};

/** @type {(row: Schema.EndedCall, document: Doc) => string[]} */
function agentNames({ agents }, document) {
  return agents.map((agent) => nameOf("agents", agent, document));
}
