// What must be said of the feed itself: that nothing comes, or slowly, or that the clocks differ. Pure.

import { age } from "./format/format.js";
import { silentFor } from "./format/levels.js";

// `{ kind, text }`, or undefined where all is well. `line` is how the data comes (stream.js).
/** @type {(document: Doc, now: number, catalogue: Catalogue, line?: string) => Notice | undefined} */
export function feedNotice(document, now, catalogue, line) {
  if (line === "slow") return { kind: "slow", text: catalogue.say("tv.slow") };
  const silent = silentFor(document, now);
  if (silent !== undefined) return { kind: "silent", text: catalogue.say("feed_silent", { age: age(silent, catalogue) }) };
  const { clock_offset: offset } = /** @type {{ clock_offset?: number }} */ (document.feed);
  if (offset === undefined) return undefined;
  const key = offset > 0 ? "clock_behind" : "clock_ahead";
  return { kind: "clock", text: catalogue.say(key, { age: age(Math.abs(offset), catalogue) }) };
}
