// Abandoned callers of today, the newest first: who has not been called back stands out.

import { catalogue } from "../../core/page.js";
import { NOTHING } from "../../format/format.js";
import { NORMAL } from "../../format/levels.js";
import { isolated } from "../../format/names.js";
import { FetchedRows, withScope } from "../fetched-rows.js";
import { pastAddress } from "../past.js";
import { joined, nameOf, place } from "./names.js";

export const abandonedRows = new FetchedRows(
  () => `/abandoned?${withScope({})}`,
  ({ connection_id: id, queue, at }) => `${id} ${queue} ${at}`,
);

/** @type {ListKind<Schema.AbandonedCaller>} */
export const abandoned = {
  section: "abandoned",
  source: abandonedRows,
  also: ["queues"],
  touched: () => false,
  answers: {
    queue: (asked, _, { queue }) => queue === asked,
  },
  found: (id, row, document) => [id, row.source_number, row.source_name, place(row, document), ...row.agents.map((agent) => nameOf("agents", agent, document))],
  levels: () => [NORMAL],
  rank: (id, { at }) => [-Date.parse(at), id],
  main: (_, row) => ({ number: row.source_number ?? catalogue.say("no_number") }),
  texts: (_, row, document) => ({
    place: place(row, document),
    caller: row.source_name ?? NOTHING,
    contacted: contact(row, document),
    rung_agents: joined(row.agents.map((agent) => nameOf("agents", agent, document))),
  }),
  says: (_, row) => ({
    icon: "none",
    word: "",
    open: `call:${row.connection_id}`,
    copy: row.source_number,
    marks: {},
    cells: { contacted: isOpen(row) ? "late" : undefined },
    links: { at: { href: pastAddress(Date.parse(row.at)), title: catalogue.say("side.board_then") } },
  }),
};

// A caller with a number who has not been contacted.
/** @type {(row: Schema.AbandonedCaller) => boolean} */
export function isOpen({ source_number: number, contacted }) {
  return number !== undefined && contacted === undefined;
}

/** @type {(row: Schema.AbandonedCaller, document: Doc) => string} */
function contact(row, document) {
  if (!row.contacted) return isOpen(row) ? catalogue.say("desk.no_contact") : NOTHING;
  const { at, agent } = row.contacted;
  return [at.slice(11, 16), ...(agent ? [isolated(nameOf("agents", agent, document))] : [])].join(" · ");
}
