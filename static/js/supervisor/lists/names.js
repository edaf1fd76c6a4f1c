// What things are called that rows speak of: by their name in the document, else by their id. Of agents of other teams
// the page brings the names.

import { find } from "../../core/dom.js";
import { NOTHING } from "../../format/format.js";
import { isolated, sortKey } from "../../format/names.js";

/** @type {Record<string, string>} */
const otherAgents = JSON.parse(find(document, "#other-agents").textContent ?? "{}");

/** @type {(section: "queues" | "agents" | "campaigns" | "chat_queues", id: string, document: Doc) => string} */
export function nameOf(section, id, document) {
  return document[section][id]?.name ?? (section === "agents" ? otherAgents[id] : undefined) ?? id;
}

// Where a call is: its queue, or its campaign.
/** @type {(row: { queue?: string, campaign?: string }, document: Doc) => string} */
export function place({ queue, campaign }, document) {
  if (queue !== undefined) return nameOf("queues", queue, document);
  return campaign === undefined ? NOTHING : nameOf("campaigns", campaign, document);
}

/** @type {(names: string[]) => string} */
export function joined(names) {
  return names.map(isolated).join(", ") || NOTHING;
}

// The usual order of what has a name.
/** @type {(id: string, row: { name?: string }) => [string, string]} */
export function byName(id, row) {
  return [sortKey(row.name ?? id), id];
}
