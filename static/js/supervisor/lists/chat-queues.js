// Chat queues, by name.

import { nameLink } from "../name-link.js";
import { NORMAL } from "../../format/levels.js";
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
  says(id, { name, waiting }) {
    const href = nameLink("chat_queues", id, name);
    return { icon: "none", word: "", open: href ? undefined : `chat_queue:${id}`, href, marks: { idle: waiting === 0 ? "" : undefined } };
  },
};
