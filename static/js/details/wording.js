// What the details call agents, queues and campaigns, moments and lengths of time.

import { catalogue, clock, store } from "../core/page.js";
import { nameOf } from "../supervisor/lists/names.js";
import { offsetOf, wall } from "../format/format.js";

/** @type {(login: string) => string} */
export function agentName(login) {
  return nameOf("agents", login, store.document);
}

/** @type {(id: string) => string} */
export function queueName(id) {
  return nameOf("queues", id, store.document);
}

/** @type {(place: { queue?: string, campaign?: string }) => string | undefined} */
export function placeName({ queue, campaign }) {
  if (campaign !== undefined) return nameOf("campaigns", campaign, store.document);
  return queue === undefined ? undefined : queueName(queue);
}

/** @type {(id: string) => string} */
export function chatQueueName(id) {
  return nameOf("chat_queues", id, store.document);
}

// A moment of the centre's day: `9:46:24` as its wall clock had it.
/** @type {(iso: string) => string} */
export function moment(iso) {
  const at = wall(Date.parse(iso), offsetOf(iso));
  return `${at.time}:${at.seconds}`;
}

// The words of the details: all of them stand together in the catalogue.
/** @type {(key: string, values?: Record<string, any>) => string} */
export function inWords(key, values) {
  return catalogue.say(`side.${key}`, values);
}

/** @type {(iso: string) => number} */
export function secondsSince(iso) {
  return Math.max(0, Math.floor((clock.now - Date.parse(iso)) / 1000));
}
