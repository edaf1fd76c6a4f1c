// The queues as the board lists them: alarms first, then warnings, each by how far over its limit it is; and what is
// said of them.

import { count, duration } from "./format.js";
import { NORMAL, rank } from "./levels.js";
import { breadth, byKey, isolated, sortKey } from "./names.js";
import { steadyLevels } from "./steady-levels.js";

// Room for a queue's name (rem) beside all columns, without "answered", without "abandoned" too; and on a portrait
// screen. The type's size by density (rem), and how much of its estimated breadth a name really takes.
/** @type {Array<[string, number]>} */
const NAME_ROOM = [["all", 29.4], ["fewer", 39.4], ["fewest", 48]];
const PORTRAIT_ROOM = 20.8;
const PORTRAIT_ALONE = 32;
// More long names than this, or one too long for two lines, and a portrait table leaves out the service level rather
// than cut them.
const FEW_LONG = 2;
/** @type {Record<string, number>} */
const SIZES = { few: 4.1, some: 3.7, many: 3.3, lots: 3.3 };
const REAL = 0.925;
// Where the type is larger the figures need more of the row (rem).
/** @type {Record<string, number>} */
const FIGURES = { few: 4.4, some: 2.1, many: 0, lots: 0 };

/** @type {{ queues?: object, second?: number, rows: OrderedQueue[] }} */
let last = { rows: [] };

// Asked for by several elements after each change and each second: made once for all of them.
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

/** @type {(rows: OrderedQueue[]) => { columns: string, density: string, long: boolean }} */
export function tableShape(rows) {
  const broadest = Math.max(0, ...rows.map((row) => breadth(row.name)));
  const wished = rows.length <= 3 ? "few" : rows.length <= 6 ? "some" : rows.length <= 12 ? "many" : "lots";
  // Large type only where it costs no column.
  const density = columnsFor(broadest, wished) === "all" || wished === "lots" ? wished : "many";
  const upright = rows.map((row) => breadth(row.name) * SIZES.many * REAL);
  const long = upright.filter((rem) => rem > PORTRAIT_ROOM).length > FEW_LONG || upright.some((rem) => rem > PORTRAIT_ALONE);
  return { columns: columnsFor(broadest, density), density, long };
}

/** @type {(broadest: number, density: string) => string} */
function columnsFor(broadest, density) {
  const rem = broadest * SIZES[density] * REAL + FIGURES[density];
  return NAME_ROOM.find(([, room]) => rem <= room)?.[0] ?? "fewest";
}

// Whether a name needs two lines on a landscape screen; on a portrait one the layout itself breaks it.
/** @type {(name: string) => string | undefined} */
export function lines(name) {
  return breadth(name) * SIZES.many * REAL > NAME_ROOM[NAME_ROOM.length - 1][1] ? "tall" : undefined;
}

/** @type {(levels: QueueLevels, catalogue: Catalogue) => string} */
export function why(levels, catalogue) {
  const broken = [];
  if (levels.limits.waiting !== undefined) broken.push(count(levels.limits.waiting, catalogue));
  if (levels.limits.longest !== undefined) broken.push(duration(levels.limits.longest));
  if (broken.length === 0) return "";
  const limits = catalogue.say("limits", { n: broken.length, a: broken[0], b: broken[broken.length - 1] });
  return `${catalogue.say(levels.level)} · ${limits}`;
}

// The two lines under the first figures: whose alarm it is (and how many `more` there are), and which limits are broken.
// The wait that is explained is the one that stands there, even where it is another queue's.
/** @type {(rows: OrderedQueue[], catalogue: Catalogue) => WorstLines | undefined} */
export function worstLines(rows, catalogue) {
  const worst = rows[0];
  if (!worst || worst.levels.level === NORMAL) return undefined;
  const { level } = worst.levels;
  const same = rows.filter((row) => row.levels.level === level).length - 1;
  const oldest = oldestWait(rows);
  const waits = [oldest, worst].find((row) => row?.levels.level === level && row.levels.limits.longest !== undefined);
  const causes = [];
  if (worst.levels.limits.waiting !== undefined) causes.push(waitingCause(worst, catalogue));
  if (waits) causes.push(`${waits === worst ? "" : `${isolated(waits.name)} `}${waitCause(waits, catalogue)}`);
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

/** @type {(row: OrderedQueue, catalogue: Catalogue) => string} */
function waitCause({ levels }, catalogue) {
  return catalogue.say("cause_longest", { time: duration(levels.seconds), limit: duration(levels.limits.longest) });
}
