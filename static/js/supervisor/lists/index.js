// The lists of the supervisors' page by name. Each file says of one section of the document what a row is called, what
// is said of it beyond plain figures, how it is usually ordered, when it breaks a limit, and which filters it answers.

import { abandoned } from "./abandoned.js";
import { agents } from "./agents.js";
import { calls } from "./calls.js";
import { campaigns } from "./campaigns.js";
import { chatQueues } from "./chat-queues.js";
import { chats } from "./chats.js";
import { ended } from "./ended.js";
import { queues } from "./queues.js";

/** @type {Record<ListKind["section"], ListKind>} */
export const lists = { queues, calls, abandoned, ended, chats, agents, chat_queues: chatQueues, campaigns };
