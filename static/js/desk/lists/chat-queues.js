// Chat queues, by name.

import { NORMAL } from "../../levels.js";
import { byName } from "./names.js";

/** @type {ListKind<Schema.ChatQueueRow>} */
export const chatQueues = {
  section: "chat_queues",
  also: [],
  answers: {},
  found: (id, { name }) => [id, name],
  levels: () => [NORMAL],
  rank: byName,
  main: (id, { name }) => ({ chat_queue: name ?? id }),
  texts: () => ({}),
  says: (id, { waiting }) => ({ icon: "none", word: "", open: `chat_queue:${id}`, marks: { idle: waiting === 0 ? "" : undefined } }),
};
