// The queues as the board lists them: alarms first, then warnings, each by how far over its limit it is; and what is
// said of them.

import { count, duration } from "./format/format.js";
import { NORMAL, rank } from "./format/levels.js";
import { byKey, isolated, sortKey } from "./format/names.js";
import { steadyLevels } from "./format/steady-levels.js";

/** @type {{ queues?: object, second?: number, rows: OrderedQueue[] }} */
let last = { rows: [] };

// Requested by several elements after each change and each second: made once for all of them.
/** @type {(document: Doc, now: number) => OrderedQueue[]} */
export function orderedQueues(document, now) {
  const second = Math.floor(now / 1000);
  if (last.queues !== document.queues || last.second !== second) {
    last = { queues: document.queues, second, rows: order(document.queues, now) };
  }
  return last.rows;
}

/** @type {(queues: Doc["queues"], now: number) => OrderedQueue[]} */
function order(queues, now) {
  return Object.entries(queues)
    .map(([id, queue]) => ({ id, queue, name: queue.name ?? id, key: sortKey(queue.name ?? id), levels: steadyLevels.of(id, queue, now) }))
    .sort(worstFirst);
}

/** @type {(a: OrderedQueue, b: OrderedQueue) => number} */
function worstFirst(a, b) {
  const order = rank(a.levels.level) - rank(b.levels.level) || b.levels.excess - a.levels.excess;
  if (order || a.levels.level === NORMAL) return order || byName(a, b);
  return (b.levels.seconds ?? 0) - (a.levels.seconds ?? 0) || byName(a, b);
}

/** @type {(a: OrderedQueue, b: OrderedQueue) => number} */
function byName(a, b) {
  return byKey(a.key, b.key) || byKey(a.id, b.id);
}

// The two lines under the first figures: whose alarm it is (and how many `more` there are), and which limits are broken.
// The wait that is explained is the one that stands there, even where it is another queue's.
/** @type {(rows: OrderedQueue[], catalogue: Catalogue, time?: (seconds: number | undefined) => string) => WorstLines | undefined} */
export function worstLines(rows, catalogue, time = duration) {
  const worst = rows[0];
  if (!worst || worst.levels.level === NORMAL) return undefined;
  const { level } = worst.levels;
  const same = rows.filter((row) => row.levels.level === level).length - 1;
  const oldest = oldestWait(rows);
  const waits = [oldest, worst].find((row) => row?.levels.level === level && row.levels.limits.longest !== undefined);
  const causes = [];
  if (worst.levels.limits.waiting !== undefined) causes.push(waitingCause(worst, catalogue));
  if (waits) causes.push(`${waits === worst ? "" : `${isolated(waits.name)} `}${waitCause(waits, catalogue, time)}`);
  return {
    level,
    first: catalogue.say(`${level}_in`, { queue: isolated(worst.name) }),
    more: same > 0 ? catalogue.say("and_more", { n: same }) : "",
    second: causes.join(" · "),
  };
}

/** @type {(rows: OrderedQueue[]) => OrderedQueue | undefined} */
function oldestWait(rows) {
  /** @type {(row?: OrderedQueue) => number} */
  const seconds = (row) => row?.levels.seconds ?? -1;
  return rows.reduce((/** @type {OrderedQueue | undefined} */ oldest, row) => (seconds(row) > seconds(oldest) ? row : oldest), undefined);
}

/** @type {(row: OrderedQueue, catalogue: Catalogue) => string} */
function waitingCause({ queue, levels }, catalogue) {
  return catalogue.say("cause_waiting", { n: count(queue.waiting, catalogue), limit: count(levels.limits.waiting, catalogue) });
}

/** @type {(row: OrderedQueue, catalogue: Catalogue, time: (seconds: number | undefined) => string) => string} */
function waitCause({ levels }, catalogue, time) {
  return catalogue.say("cause_longest", { time: time(levels.seconds), limit: time(levels.limits.longest) });
}
