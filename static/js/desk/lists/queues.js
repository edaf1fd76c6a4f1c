// Queues: the alarmed first, then the warned, each by name.

import { catalogue } from "../../board.js";
import { count, duration, NOTHING } from "../../format.js";
import { NORMAL, queueLevels, rank } from "../../levels.js";
import { nameLink } from "../name-link.js";
import { byName } from "./names.js";

/** @type {ListKind<Schema.QueueRow>} */
export const queues = {
  section: "queues",
  also: ["totals"],
  touched: () => false,
  answers: {
    queue: (asked, id) => id === asked,
  },
  found: (id, { name }) => [id, name],
  levels(row, _, now) {
    const { level, waiting, longest } = queueLevels(row, now);
    return [level, waiting, longest];
  },
  rank: (id, row, [level]) => [rank(level), ...byName(id, row)],
  main: (id, { name }) => ({ queue: name ?? id }),
  texts: (_, row) => ({ limits: limits(row) }),
  says(id, row, __, [level, waiting, longest]) {
    const plain = level === NORMAL;
    return {
      icon: plain ? "none" : level,
      word: plain ? "" : catalogue.say(`level_short.${level}`),
      href: nameLink("queues", id, row.name),
      marks: { level, waiting, longest, idle: plain && row.waiting === 0 ? "" : undefined },
    };
  },
};

/** @type {(row: Schema.QueueRow) => string} */
function limits({ limits: all }) {
  /** @type {Array<[string, Schema.LimitsRow | undefined]>} */
  const levels = [["warning", all.warn], ["alarm", all.alarm]];
  const said = levels.map(([level, own]) => {
    const parts = [
      ...(own?.waiting === undefined ? [] : [count(own.waiting, catalogue)]),
      ...(own?.longest_wait === undefined ? [] : [duration(own.longest_wait)]),
    ];
    return parts.length ? `${catalogue.say(`level_short.${level}`)} ${parts.join(" · ")}` : "";
  });
  return said.filter(Boolean).join("; ") || NOTHING;
}
