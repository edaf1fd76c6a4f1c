// Chats: who waits first, the oldest on top.

import { catalogue } from "../../core/page.js";
import { NOTHING } from "../../format/format.js";
import { NORMAL } from "../../format/levels.js";
import { nameOf } from "./names.js";

/** @type {ListKind<Schema.ChatRow>} */
export const chats = {
  section: "chats",
  also: [],
  answers: {
    team: (asked, _, { agent }, document) => agent === undefined || document.agents[agent]?.team === asked,
  },
  found: (id, row, document) => [
    id, row.client_name, row.client_email, nameOf("chat_queues", row.chat_queue, document), row.agent && nameOf("agents", row.agent, document),
  ],
  levels: () => [NORMAL],
  rank: (id, { agent, since }) => [agent === undefined ? 0 : 1, Date.parse(since), id],
  main: (_, { client_name: name, client_email: email }) => ({ client: name || email || catalogue.say("no_name") }),
  texts: (_, row, document) => ({
    stage: catalogue.say(`stage.${stage(row)}`),
    chat_queue: nameOf("chat_queues", row.chat_queue, document),
    with_agents: row.agent === undefined ? NOTHING : nameOf("agents", row.agent, document),
    email: row.client_email ?? NOTHING,
  }),
  says: (_, row) => ({
    icon: "none",
    word: "",
    open: row.agent === undefined ? "" : `agent:${row.agent}`,
    marks: { stage: stage(row) },
  }),
};

/** @type {(row: Schema.ChatRow) => string} */
function stage({ agent }) {
  return agent === undefined ? "waiting" : "active";
}
