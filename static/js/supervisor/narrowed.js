// A document of some queues and teams only, with totals of their own. Pure.

import { windowParts } from "../format/levels.js";

/** @typedef {{ queues: string[], teams: string[] }} Chosen */

// None chosen means all of that kind. An agent belongs to a queue that rang them, or whose call they have.
/** @type {(document: Doc, chosen: Chosen) => Doc} */
export function narrowed(document, { queues, teams }) {
  if (!queues.length && !teams.length) return document;
  const [inQueues, inTeams] = [new Set(queues), new Set(teams)];
  const agents = entriesWhere(document.agents, (agent) => isOf(agent, inQueues, inTeams, document));
  const shown = queues.length ? entriesWhere(document.queues, (_, id) => inQueues.has(id)) : document.queues;
  const ofQueues = queues.length ? queueTotals(Object.values(shown), document.service_level.formula) : undefined;
  return { ...document, agents, queues: shown, totals: { ...document.totals, ...ofQueues, agents: agentTotals(Object.values(agents)) } };
}

/** @type {(agent: Schema.AgentRow, queues: Set<string>, teams: Set<string>, document: Doc) => boolean} */
function isOf({ team, queues: served, calls }, queues, teams, document) {
  if (teams.size && !teams.has(team ?? "")) return false;
  return queues.size === 0 || served.some((queue) => queues.has(queue)) || calls.some((call) => queues.has(document.calls[call]?.queue ?? ""));
}

/** @type {(rows: Schema.QueueRow[], formula: Schema.ServiceLevelRow["formula"]) => Pick<Schema.Totals, "waiting" | "oldest_waiting_since" | "talking" | "in_ivr" | "today" | "recent">} */
function queueTotals(rows, formula) {
  const days = rows.map(({ today }) => today);
  /** @type {(name: "entered" | "answered" | "abandoned" | "abandoned_short" | "left" | "abandoned_in_time" | "answered_in_time") => number} */
  const counted = (name) => sum(days.map((day) => day[name]));
  const parts = {
    in_time: sum(days.map((day) => day.service_level_parts.in_time)),
    counted: sum(days.map((day) => day.service_level_parts.counted)),
  };
  const waits = rows.flatMap(({ oldest_waiting_since: since }) => since ?? []).sort((a, b) => Date.parse(a) - Date.parse(b));
  return {
    waiting: sum(rows.map(({ waiting }) => waiting)),
    // Absent in the totals of all where no caller waits, so it must replace them here.
    oldest_waiting_since: waits[0],
    talking: sum(rows.map(({ talking }) => talking)),
    in_ivr: 0,
    today: {
      entered: counted("entered"),
      answered: counted("answered"),
      abandoned: counted("abandoned"),
      abandoned_short: counted("abandoned_short"),
      left: counted("left"),
      abandoned_in_time: counted("abandoned_in_time"),
      answered_in_time: counted("answered_in_time"),
      service_level_parts: parts,
      ...(parts.counted > 0 && { service_level: parts.in_time / parts.counted }),
      hold_time: spread(days.map((day) => [day.hold_time, day.answered])),
      abandon_time: spread(days.map((day) => [day.abandon_time, day.abandoned])),
      talk_time: talkTime(days),
    },
    recent: windowTotals(rows, formula),
  };
}

// The rolling windows of these queues together.
/** @type {(rows: Schema.QueueRow[], formula: Schema.ServiceLevelRow["formula"]) => Record<string, Schema.Window>} */
function windowTotals(rows, formula) {
  return Object.fromEntries(Object.keys(rows[0]?.recent ?? {}).map((minutes) => {
    const windows = rows.map(({ recent }) => recent[minutes]);
    /** @type {(name: "entered" | "answered" | "abandoned" | "abandoned_short" | "left" | "answered_in_time") => number} */
    const counted = (name) => sum(windows.map((window) => window[name]));
    const each = windows.map((window) => windowParts(window, formula));
    const parts = { in_time: sum(each.map((part) => part.in_time)), counted: sum(each.map((part) => part.counted)) };
    return [minutes, {
      entered: counted("entered"),
      answered: counted("answered"),
      abandoned: counted("abandoned"),
      abandoned_short: counted("abandoned_short"),
      left: counted("left"),
      answered_in_time: counted("answered_in_time"),
      ...(parts.counted > 0 && { service_level: parts.in_time / parts.counted }),
      hold_time: spread(windows.map((window) => [window.hold_time, window.answered])),
    }];
  }));
}

// Each average with the number of calls that it is of.
/** @type {(waits: Array<[Schema.Waits, number]>) => Schema.Waits} */
function spread(waits) {
  const known = waits.filter(([{ average }, weight]) => average !== undefined && weight > 0);
  if (!known.length) return {};
  const weights = sum(known.map(([, weight]) => weight));
  return {
    average: Math.round(sum(known.map(([{ average = 0 }, weight]) => average * weight)) / weights),
    maximum: Math.max(...known.map(([{ maximum = 0 }]) => maximum)),
  };
}

/** @type {(days: Schema.QueueToday[]) => Schema.TalkTime} */
function talkTime(days) {
  const total = sum(days.map((day) => day.talk_time.total));
  const known = days.filter((day) => day.talk_time.average);
  const talks = sum(known.map((day) => day.talk_time.total / (day.talk_time.average ?? 1)));
  return talks ? { total, average: Math.round(total / talks) } : { total };
}

/** @type {(agents: Schema.AgentRow[]) => Schema.AgentTotals} */
function agentTotals(agents) {
  /** @type {(status: Schema.AgentRow["status"]) => number} */
  const inStatus = (status) => sum(agents.map((agent) => Number(agent.status === status)));
  return {
    logged_in: sum(agents.map((agent) => Number(agent.logged_in))),
    available: inStatus("available"),
    paused: inStatus("paused"),
    ringing: inStatus("ringing"),
    on_call: inStatus("on_call"),
    no_phone: inStatus("no_phone"),
    dialing: inStatus("dialing"),
    wrap_up: inStatus("wrap_up"),
  };
}

/** @template Row @param {Record<string, Row>} rows @param {(row: Row, id: string) => boolean} test @returns {Record<string, Row>} */
function entriesWhere(rows, test) {
  return Object.fromEntries(Object.entries(rows).filter(([id, row]) => test(row, id)));
}

/** @type {(numbers: number[]) => number} */
function sum(numbers) {
  return numbers.reduce((total, n) => total + n, 0);
}
