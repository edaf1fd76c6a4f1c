import assert from "node:assert/strict";
import { test } from "node:test";
import { orderedQueues, worstLines } from "../../static/js/queues.js";
import { en } from "./words.mjs";

const NOW = Date.parse("2026-11-22T12:46:24+01:00");
const limits = { warn: { waiting: 3, longest_wait: 60 }, alarm: { waiting: 6, longest_wait: 120 } };
const queue = (name, waiting, seconds) => ({
  name,
  waiting,
  limits,
  ...(seconds && { oldest_waiting_since: new Date(NOW - 1000 * seconds).toISOString() }),
});
const rows = () => orderedQueues({ queues: { 1: queue("Zwroty", 0), 2: queue("Faktury", 4, 30), 3: queue("Żagle", 7, 130), 4: queue("Hurt", 6, 9) } }, NOW);

test("alarms stand first, then warnings, each by how far over its limit it is", () => {
  assert.deepEqual(rows().map(({ name }) => name), ["Żagle", "Hurt", "Faktury", "Zwroty"]);
});

test("of two alarms as far over their limits the longer wait stands first", () => {
  const names = orderedQueues({ queues: { 11: queue("A", 12, 10), 12: queue("B", 12, 11) } }, NOW).map(({ name }) => name);
  assert.deepEqual(names, ["B", "A"]);
});

test("the lines under the first figures name the worst queue, the others' number and the limits", () => {
  assert.deepEqual(worstLines(rows(), en), {
    level: "alarm", first: "Alarm: Żagle", more: "and 1 more", second: `${en.say("cause_waiting", { n: 7, limit: 6 })} · ${en.say("cause_longest", { time: "2:10", limit: "2:00" })}`,
  });
  assert.equal(worstLines([], en), undefined);
});

test("the wait that is explained is the longest one, whosever it is", () => {
  const found = worstLines(orderedQueues({ queues: { 21: queue("Hurt", 30, 9), 22: queue("Żagle", 1, 409) } }, NOW), en);
  assert.equal(found.first, "Alarm: Hurt");
  assert.match(found.second, /Żagle 6:49/);
});
