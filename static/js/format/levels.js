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

// Which of a queue's two figures break which limit, and how far: `excess` is the larger of value / limit. `judge` may
// hold a level longer than its limit is broken (steady-levels.js).
/** @type {(queue: Pick<Schema.QueueRow, "waiting" | "oldest_waiting_since"> & { limits?: Schema.QueueLimits }, now: number, judge?: (figure: Figure) => Level) => QueueLevels} */
export function queueLevels(queue, now, judge = levelOf) {
  const seconds = queue.oldest_waiting_since ? secondsSince(queue.oldest_waiting_since, now) : undefined;
  const { warn, alarm } = queue.limits ?? {};
  /** @type {Figure} */
  const calls = { name: "waiting", value: queue.waiting, warning: warn?.waiting, alarm: alarm?.waiting, step: () => 1 };
  /** @type {Figure} */
  const wait = { name: "longest", value: seconds, warning: warn?.longest_wait, alarm: alarm?.longest_wait, step: (limit) => limit / 10 };
  const [waiting, longest] = [judge(calls), judge(wait)];
  const level = RANK[waiting] < RANK[longest] ? waiting : longest;
  const limits = {
    ...(level !== NORMAL && waiting === level && { waiting: calls[level] }),
    ...(level !== NORMAL && longest === level && { longest: wait[level] }),
  };
  const excess = Math.max(over(calls.value, limits.waiting), over(wait.value, limits.longest));
  return { level, waiting, longest, seconds, limits, excess };
}

// Of the whole board or of one queue.
/** @type {(row: { today: { service_level?: number } }, serviceLevel: Schema.ServiceLevelRow) => boolean} */
export function serviceLevelBelow(row, serviceLevel) {
  const share = row.today.service_level;
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

/** @type {(figure: Figure) => Level} */
export function levelOf({ value, warning, alarm }) {
  if (value === undefined) return NORMAL;
  if (alarm !== undefined && value >= alarm) return ALARM;
  return warning !== undefined && value >= warning ? WARNING : NORMAL;
}

/** @type {(value: number | undefined, limit: number | undefined) => number} */
function over(value = 0, limit) {
  return limit === undefined ? 0 : value / Math.max(limit, 1);
}

// What the service level of a rolling window divides: the window says the share and the counts, not the parts.
/** @type {(window: Schema.Window, formula: Schema.ServiceLevelRow["formula"]) => Schema.ServiceLevelParts} */
export function windowParts({ answered, abandoned, abandoned_short: short, answered_in_time: inTime, service_level: share }, formula) {
  if (share === undefined) return { in_time: 0, counted: 0 };
  const all = answered + abandoned;
  if (formula === "late_abandoned") return { in_time: inTime, counted: share > 0 ? Math.round(inTime / share) : all };
  const counted = formula === "answered_only" ? answered : formula === "short_excluded" ? all - short : all;
  return { in_time: Math.round(share * counted), counted };
}
