import assert from "node:assert/strict";
import { test } from "node:test";
import { orderedQueues, tableShape, why, worstLines } from "../../static/js/queues.js";
import { en, pl } from "./words.mjs";

const NOW = Date.parse("2026-11-22T12:46:24+01:00");
const limits = { warn: { waiting: 3, longest_wait: 60 }, alarm: { waiting: 6, longest_wait: 120 } };
const queue = (name, waiting, seconds) => ({
  name,
  waiting,
  limits,
  ...(seconds && { oldest_waiting_since: new Date(NOW - 1000 * seconds).toISOString() }),
});
const rows = () => orderedQueues({ queues: { 1: queue("Zwroty", 0), 2: queue("Faktury", 4, 30), 3: queue("Żagle", 7, 130), 4: queue("Hurt", 6, 9) } }, NOW);

test("alarms stand first, then warnings, each by name", () => {
  assert.deepEqual(rows().map(({ name }) => name), ["Hurt", "Żagle", "Faktury", "Zwroty"]);
});

test("the lines under the first figure name the worst queue and its limit", () => {
  assert.deepEqual(worstLines(rows(), en), { level: "alarm", first: "Alarm: Hurt and 1 more", second: "6 waiting, limit 6" });
  assert.equal(worstLines([], en), undefined);
});

test("a row says which limits it broke", () => {
  assert.equal(why(rows()[1].levels, pl), "Alarm · progi 6 i 2:00");
  assert.equal(why(rows()[3].levels, pl), "");
});

test("large type costs no column", () => {
  const shape = (...names) => tableShape(names.map((name) => ({ name })));
  assert.deepEqual(shape("Hurt", "Zwroty"), { columns: "all", density: "few", long: false });
  assert.equal(shape("Obsługa posprzedażowa klientów kluczowych").density, "many");
});
