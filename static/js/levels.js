// What is a warning and what an alarm, from the configured limits. Pure: facts and a moment in, levels out.
// A limit is broken when it is reached.

/** @type {"alarm"} */
export const ALARM = "alarm";
/** @type {"warning"} */
export const WARNING = "warning";
/** @type {"normal"} */
export const NORMAL = "normal";
/** @type {Record<Level, number>} */
const RANK = { [ALARM]: 0, [WARNING]: 1, [NORMAL]: 2 };
// Seconds. A center with agents logged in seldom has no event for this long.
const SILENCE = 900;

/** @type {(level: Level) => number} */
export function rank(level) {
  return RANK[level];
}

// Which of a queue's two figures break which limit.
/** @type {(queue: Pick<Schema.QueueRow, "waiting" | "oldest_waiting_since"> & { limits?: Schema.QueueLimits }, now: number) => QueueLevels} */
export function queueLevels(queue, now) {
  const longest = queue.oldest_waiting_since ? secondsSince(queue.oldest_waiting_since, now) : undefined;
  const limits = queue.limits ?? {};
  const waiting = levelOf(queue.waiting, limits.warn?.waiting, limits.alarm?.waiting);
  const wait = levelOf(longest, limits.warn?.longest_wait, limits.alarm?.longest_wait);
  const level = RANK[waiting] < RANK[wait] ? waiting : wait;
  return { level, waiting, longest: wait, seconds: longest, limits: brokenLimits(level, waiting, wait, limits) };
}

/** @type {(totals: { today: Schema.QueueToday }, serviceLevel: Schema.ServiceLevelRow) => boolean} */
export function serviceLevelBelow(totals, serviceLevel) {
  const share = totals.today.service_level;
  return share !== undefined && share < serviceLevel.target;
}

/** @type {(agent: Schema.AgentRow, now: number) => boolean} */
export function pauseTooLong(agent, now) {
  if (agent.status !== "paused" || agent.pause?.limit === undefined) return false;
  return secondsSince(agent.pause.since, now) >= agent.pause.limit;
}

/** @type {{ agents?: object, second?: number, number: number }} */
let last = { number: 0 };

// How many pauses last too long; counted once a change and a second.
/** @type {(agents: Record<string, Schema.AgentRow>, now: number) => number} */
export function tooLongPauses(agents, now) {
  const second = Math.floor(now / 1000);
  if (last.agents !== agents || last.second !== second) {
    const number = Object.values(agents).filter((agent) => pauseTooLong(agent, now)).length;
    last = { agents, second, number };
  }
  return last.number;
}

// No one available is a warning while agents are logged in; callers waiting with no one logged in are an alarm.
/** @type {(totals: Schema.Totals) => Level} */
export function staffing(totals) {
  const { logged_in: there, available } = totals.agents;
  if (there === 0) return totals.waiting > 0 ? ALARM : NORMAL;
  return available === 0 ? WARNING : NORMAL;
}

/** @type {(document: Doc, now: number) => number | undefined} */
export function silentFor(document, now) {
  const last = document.feed.last_event;
  if (!last || document.totals.agents.logged_in === 0) return undefined;
  const seconds = secondsSince(last, now);
  return seconds >= SILENCE ? seconds : undefined;
}

/** @type {(iso: string, now: number) => number} */
export function secondsSince(iso, now) {
  return Math.max(0, Math.floor((now - Date.parse(iso)) / 1000));
}

/** @type {(value: number | undefined, warn: number | undefined, alarm: number | undefined) => Level} */
function levelOf(value, warn, alarm) {
  if (value === undefined) return NORMAL;
  if (alarm !== undefined && value >= alarm) return ALARM;
  return warn !== undefined && value >= warn ? WARNING : NORMAL;
}

/** @type {(level: Level, waiting: Level, longest: Level, limits: Schema.QueueLimits) => Limits} */
function brokenLimits(level, waiting, longest, limits) {
  if (level === NORMAL) return {};
  const own = level === ALARM ? limits.alarm : limits.warn;
  return {
    ...(waiting === level && { waiting: own?.waiting }),
    ...(longest === level && { longest: own?.longest_wait }),
  };
}
