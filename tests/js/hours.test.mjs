import assert from "node:assert/strict";
import { test } from "node:test";
import { daylight, within } from "../../static/js/format/hours.js";

test("hours may go over midnight", () => {
  const inside = (range) => [5, 6, 12, 21, 22].filter((hour) => within(range, { hour }));
  assert.deepEqual(inside("22-6"), [5, 22]);
  assert.deepEqual(inside("6-22"), [6, 12, 21]);
  assert.deepEqual(inside("nonsense"), []);
  assert.deepEqual(inside(null), []);
});

test("it is light between the month's hours", () => {
  const months = Array.from({ length: 12 }, () => [8, 16]);
  assert.deepEqual([7, 8, 15, 16].map((hour) => daylight({ hour, month: 11 }, months)), [false, true, true, false]);
});
