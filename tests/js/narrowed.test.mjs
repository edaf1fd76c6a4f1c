// The figures of some queues and teams.

import assert from "node:assert/strict";
import { test } from "node:test";

const { narrowed } = await import("../../static/js/supervisor/narrowed.js");

/** @type {(waiting: number, answered: number, more?: object) => any} */
const queue = (waiting, answered, more) => ({
  waiting,
  talking: 1,
  today: {
    entered: answered + 2, answered, abandoned: 2, abandoned_short: 0, left: 0, abandoned_in_time: 0, answered_in_time: answered - 1,
    service_level_parts: { in_time: answered - 1, counted: answered + 2 },
    hold_time: { average: 10, maximum: 60 }, abandon_time: {}, talk_time: { total: 100 * answered, average: 100 },
  },
  recent: {
    30: {
      entered: 4, answered: 3, abandoned: 1, abandoned_short: 0, left: 0, answered_in_time: 2, service_level: 0.5,
      hold_time: { average: 10, maximum: 60 },
    },
  },
  ...more,
});
/** @type {(team: string, status: string, queues: string[]) => any} */
const agent = (team, status, queues) => ({ team, status, queues, calls: [], logged_in: status !== "logged_out" });
/** @type {any} */
const document = {
  service_level: { formula: "short_excluded" },
  queues: {
    1: queue(3, 8, { oldest_waiting_since: "2026-11-22T10:00:00+01:00" }),
    2: queue(0, 18),
    3: queue(5, 28, { oldest_waiting_since: "2026-11-22T09:00:00+01:00" }),
  },
  agents: { a: agent("sales", "available", ["1"]), b: agent("sales", "paused", ["2"]), c: agent("support", "available", ["1", "3"]) },
  calls: {},
  totals: { waiting: 8, oldest_waiting_since: "2026-11-22T09:00:00+01:00", agents: { logged_in: 3 } },
};

test("without a choice it is the document itself", () => {
  assert.equal(narrowed(document, { queues: [], teams: [] }), document);
});

test("the figures of two queues add up, and the oldest caller is one of theirs", () => {
  const { queues, totals } = narrowed(document, { queues: ["1", "2"], teams: [] });

  assert.deepEqual(Object.keys(queues), ["1", "2"]);
  assert.equal(totals.waiting, 3);
  assert.equal(totals.oldest_waiting_since, "2026-11-22T10:00:00+01:00");
  assert.equal(totals.today.answered, 26);
  assert.equal(totals.today.service_level, 24 / 30);
  assert.deepEqual(totals.today.hold_time, { average: 10, maximum: 60 });
  assert.deepEqual(totals.today.talk_time, { total: 2600, average: 100 });
  assert.equal(narrowed(document, { queues: ["2"], teams: [] }).totals.oldest_waiting_since, undefined);
});

test("agents are counted of the chosen teams and queues", () => {
  assert.deepEqual(Object.keys(narrowed(document, { queues: ["1"], teams: [] }).agents), ["a", "c"]);
  assert.deepEqual(Object.keys(narrowed(document, { queues: ["1"], teams: ["sales"] }).agents), ["a"]);
  const { totals, queues } = narrowed(document, { queues: [], teams: ["sales"] });
  assert.deepEqual([totals.agents.logged_in, totals.agents.available, totals.agents.paused], [2, 1, 1]);
  assert.equal(totals.waiting, 8);
  assert.equal(Object.keys(queues).length, 3);
});

test("the windows of two queues add up", () => {
  const { totals } = narrowed(document, { queues: ["1", "2"], teams: [] });

  assert.deepEqual(totals.recent[30], {
    entered: 8, answered: 6, abandoned: 2, abandoned_short: 0, left: 0, answered_in_time: 4, service_level: 0.5,
    hold_time: { average: 10, maximum: 60 },
  });
});
