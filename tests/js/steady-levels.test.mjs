import assert from "node:assert/strict";
import { test } from "node:test";
import { SteadyLevels, ToneLimit } from "../../static/js/format/steady-levels.js";

const NOW = Date.parse("2026-11-22T12:46:24+01:00");
const limits = { warn: { waiting: 3, longest_wait: 60 }, alarm: { waiting: 6, longest_wait: 120 } };
const queue = (waiting, since) => ({ waiting, limits, ...(since !== undefined && { oldest_waiting_since: new Date(since).toISOString() }) });
// The levels after each of the `[second, waiting]`.
const after = (...steps) => {
  const levels = new SteadyLevels();
  return steps.map(([second, waiting]) => levels.of("155", queue(waiting), NOW + 1000 * second).level);
};

test("a level begins at once", () => {
  assert.deepEqual(after([0, 2], [1, 3], [2, 6]), ["normal", "warning", "alarm"]);
});

test("an alarm stays at least 15 s", () => {
  assert.deepEqual(after([0, 6], [1, 0], [14, 0], [15, 0]), ["alarm", "alarm", "alarm", "normal"]);
});

test("a queue that goes back and forth around its limit has one alarm", () => {
  const flapping = Array.from({ length: 30 }, (_, second) => [second * 2, second % 2 ? 5 : 6]);
  assert.deepEqual(new Set(after(...flapping)), new Set(["alarm"]));
});

test("just below the limit an alarm ends 15 s after the limit was last reached, a step below it at once", () => {
  assert.deepEqual(after([0, 6], [20, 6], [21, 5], [34, 5], [35, 5]), ["alarm", "alarm", "alarm", "alarm", "warning"]);
  assert.deepEqual(after([0, 6], [20, 6], [21, 4]), ["alarm", "alarm", "warning"]);
});

test("a limit of one ends with nobody waiting", () => {
  const levels = new SteadyLevels();
  const one = (waiting) => ({ waiting, limits: { alarm: { waiting: 1 } } });
  assert.deepEqual([[0, 1], [16, 0]].map(([s, n]) => levels.of("1", one(n), NOW + 1000 * s).level), ["alarm", "normal"]);
});

test("a wait is a step below its limit at nine tenths of it", () => {
  const levels = new SteadyLevels();
  const longest = (second, seconds) => levels.of("1", queue(1, NOW + 1000 * (second - seconds)), NOW + 1000 * second).longest;
  assert.deepEqual([longest(0, 130), longest(20, 150), longest(21, 110), longest(22, 107)], ["alarm", "alarm", "alarm", "warning"]);
});

test("a limit that is no longer configured holds nothing", () => {
  const levels = new SteadyLevels();
  assert.equal(levels.of("1", queue(6), NOW).level, "alarm");
  assert.equal(levels.of("1", { waiting: 6, limits: {} }, NOW + 1000).level, "normal");
});

test("a queue sounds at most once a minute, others in between", () => {
  const tones = new ToneLimit();
  const allowed = [[0, "155"], [59, "155"], [59, "156"], [60, "155"]].map(([second, name]) => tones.allows([name], NOW + 1000 * second));
  assert.deepEqual(allowed, [true, false, true, true]);
});
