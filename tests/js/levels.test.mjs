import assert from "node:assert/strict";
import { test } from "node:test";
import { feedNotice } from "../../static/js/feed-notice.js";
import { pauseTooLong, queueLevels, serviceLevelBelow, silentFor, staffing, windowParts } from "../../static/js/format/levels.js";
import { en, pl } from "./words.mjs";

const NOW = Date.parse("2026-11-22T12:46:24+01:00");
const ago = (seconds) => new Date(NOW - 1000 * seconds).toISOString();
const LIMITS = { warn: { waiting: 3, longest_wait: 60 }, alarm: { waiting: 6, longest_wait: 120 } };

test("a limit is broken when it is reached", () => {
  const level = (waiting) => queueLevels({ waiting, limits: LIMITS }, NOW).level;
  assert.deepEqual([2, 3, 6, 7].map(level), ["normal", "warning", "alarm", "alarm"]);
});

test("the limits told are those that the level broke", () => {
  const levels = queueLevels({ waiting: 7, limits: LIMITS, oldest_waiting_since: ago(90) }, NOW);
  assert.deepEqual(levels, { level: "alarm", waiting: "alarm", longest: "warning", seconds: 90, limits: { waiting: 6 }, excess: 7 / 6 });
});

test("a queue without limits is never in alarm", () => {
  assert.equal(queueLevels({ waiting: 99, oldest_waiting_since: ago(9999) }, NOW).level, "normal");
});

test("a service level is below its target only where it is known", () => {
  const below = (today) => serviceLevelBelow({ today }, { target: 0.8 });
  assert.deepEqual([below({}), below({ service_level: 0.8 }), below({ service_level: 0.7999 })], [false, false, true]);
});

test("a pause is too long from its limit on", () => {
  const paused = (seconds) => ({ status: "paused", pause: { limit: 900, since: ago(seconds) } });
  assert.deepEqual([pauseTooLong(paused(899), NOW), pauseTooLong(paused(900), NOW)], [false, true]);
  assert.equal(pauseTooLong({ ...paused(900), status: "on_call" }, NOW), false);
});

test("callers with nobody logged in are an alarm, nobody available a warning", () => {
  const level = (logged_in, available, waiting) => staffing({ waiting, agents: { logged_in, available } });
  assert.deepEqual([level(0, 0, 1), level(0, 0, 0), level(2, 0, 0), level(2, 1, 9)], ["alarm", "normal", "warning", "normal"]);
});

test("a feed is silent from a quarter of an hour on, while agents are logged in", () => {
  const feed = (seconds, logged_in) => ({ feed: { last_event: ago(seconds) }, totals: { agents: { logged_in } } });
  assert.deepEqual([silentFor(feed(899, 1), NOW), silentFor(feed(900, 1), NOW), silentFor(feed(900, 0), NOW)], [undefined, 900, undefined]);
  assert.equal(feedNotice(feed(1230, 1), NOW, en).kind, "silent");
});

test("clocks that differ are told with the direction", () => {
  const document = (clock_offset) => ({ feed: { clock_offset }, totals: { agents: { logged_in: 0 } } });
  assert.deepEqual(feedNotice(document(1200), NOW, en), { kind: "clock", text: "The server's clock is 20 min behind Thulium's" });
  assert.equal(feedNotice(document(-7200), NOW, pl).text, "Zegar serwera śpieszy się o 2 h względem Thulium");
  assert.equal(feedNotice(document(undefined), NOW, pl), undefined);
});

test("what a window's service level divides follows from its share", () => {
  const window = { answered: 3, abandoned: 2, abandoned_short: 1, answered_in_time: 2 };
  assert.deepEqual(windowParts({ ...window, service_level: 0.5 }, "short_excluded"), { in_time: 2, counted: 4 });
  assert.deepEqual(windowParts({ ...window, service_level: 0.4 }, "all_abandoned"), { in_time: 2, counted: 5 });
  assert.deepEqual(windowParts({ ...window, service_level: 0.6667 }, "answered_only"), { in_time: 2, counted: 3 });
  assert.deepEqual(windowParts({ ...window, service_level: 0.6 }, "abandon_in_time"), { in_time: 3, counted: 5 });
  assert.deepEqual(windowParts({ ...window, service_level: 0.5 }, "late_abandoned"), { in_time: 2, counted: 4 });
  assert.deepEqual(windowParts(window, "short_excluded"), { in_time: 0, counted: 0 });
});
