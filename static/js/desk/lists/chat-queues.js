// Chat queues, by name.

import { nameLink } from "../name-link.js";
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
  says: (id, { name, waiting }) => ({ icon: "none", word: "", href: nameLink("chat_queues", id, name), marks: { idle: waiting === 0 ? "" : undefined } }),
};
