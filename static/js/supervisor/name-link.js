// Where an admin names what has no name, and so is shown by its id: the settings page, at that very id.

import { under } from "../core/base.js";

/** @type {(section: "queues" | "chat_queues" | "agents" | "pauses", id: string, name: string | undefined) => string | undefined} */
export function nameLink(section, id, name) {
  if ((name ?? id) !== id || !document.documentElement.hasAttribute("data-admin")) return undefined;
  return under(`/settings#${section}/${encodeURIComponent(id)}`);
}
