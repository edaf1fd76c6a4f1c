// Notices about the feed: no events, or clocks that differ. Pure.

import { age } from "./format.js";
import { silentFor } from "./levels.js";

// `{ kind, text }`, or undefined without a notice.
/** @type {(document: Doc, now: number, catalogue: Catalogue) => Notice | undefined} */
export function feedNotice(document, now, catalogue) {
  const silent = silentFor(document, now);
  if (silent !== undefined) return { kind: "silent", text: catalogue.say("feed_silent", { age: age(silent, catalogue) }) };
  const { clock_offset: offset } = /** @type {{ clock_offset?: number }} */ (document.feed);
  if (offset === undefined) return undefined;
  const key = offset > 0 ? "clock_behind" : "clock_ahead";
  return { kind: "clock", text: catalogue.say(key, { age: age(Math.abs(offset), catalogue) }) };
}
