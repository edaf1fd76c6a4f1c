import assert from "node:assert/strict";
import { test } from "node:test";
import { age, briefDuration, count, duration, longDate, offsetOf, percent, percentOf, shortDate, wall, wholePercent } from "../../static/js/format/format.js";
import { en, pl } from "./words.mjs";

test("durations are minutes and seconds, and hours from the first on", () => {
  assert.deepEqual([0, 42, 727, 3800].map(duration), ["0:00", "0:42", "12:07", "1:03:20"]);
  assert.equal(duration(undefined), "–");
  assert.equal(duration(-3), "0:00");
});

test("on a TV an hour and more is whole hours and minutes", () => {
  assert.deepEqual([3599, 3600, 3900, 90_120].map(briefDuration), ["59:59", "1\u00a0h\u00a000", "1\u00a0h\u00a005", "25\u00a0h\u00a002"]);
  assert.equal(briefDuration(undefined), "–");
});

test("thousands are grouped as the language does", () => {
  assert.deepEqual([1234, 12_345].map((n) => count(n, pl)), ["1234", "12\u00a0345"]);
  assert.equal(count(1234, en), "1,234");
  assert.equal(count(undefined, en), "–");
});

test("a target missed by a hair is not met", () => {
  assert.equal(percent(0.7999, en), "79%");
  assert.equal(wholePercent(0.29), 29);
  assert.equal(percent(undefined, en), "–");
});

test("a part has one decimal, rounded half up, and of nothing there is none", () => {
  assert.equal(percentOf(1, 16, pl), "6,3\u00a0%");
  assert.equal(percentOf(0, 0, pl), "–");
});

test("an age is told in the largest unit that is still honest", () => {
  assert.deepEqual([119, 120, 7199, 7200, 172_800].map((seconds) => age(seconds, en)), ["119 s", "2 min", "1 h 59 min", "2 h", "2 days"]);
  assert.equal(age(172_800, pl), "2 dni");
});

test("the wall's clock follows the offset of the document, not the machine's zone", () => {
  const iso = "2026-11-22T00:46:24+01:00";
  const at = wall(Date.parse(iso), offsetOf(iso));
  assert.equal(`${at.time}:${at.seconds}`, "00:46:24");
  assert.equal(longDate(at, pl), "niedziela 22 listopada");
  assert.equal(shortDate(at, en), "Sun 22/11");
  assert.deepEqual(["+01:00", "-05:30", "Z"].map((zone) => offsetOf(`2026-11-22T09:46:24${zone}`)), [60, -330, 0]);
});
