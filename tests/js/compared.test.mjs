import assert from "node:assert/strict";
import { test } from "node:test";

import { change, comparedDay, sumsSoFar, thenAtThisTime } from "../../static/js/compared.js";
import { en as english, pl as polish } from "./words.mjs";

const quarter = (entered) => ({ entered, answered: entered, abandoned: 0, abandoned_short: 0, answered_in_time: 0 });
const reference = { day: "2026-11-13", quarters: { "09:45": quarter(30), "10:00": quarter(20), "10:15": quarter(9) } };
const trend = { "09:45": quarter(44), "10:00": quarter(10), "10:15": quarter(7) };

test("both days are counted up to the last whole quarter hour", () => {
  assert.deepEqual(sumsSoFar("entered", trend, reference, "10:20", "00:00"), { now: 54, then: 50 });
  assert.deepEqual(sumsSoFar("entered", trend, reference, "10:14", "00:00"), { now: 44, then: 30 });
});

test("a day that begins in the evening ends after midnight", () => {
  const night = { day: "2026-11-13", quarters: { "22:00": quarter(5), "01:00": quarter(7) } };
  assert.deepEqual(sumsSoFar("entered", { "22:00": quarter(1) }, night, "00:30", "20:00"), { now: 1, then: 5 });
});

test("where the other day had nothing until then there is nothing to compare", () => {
  assert.equal(sumsSoFar("entered", trend, reference, "09:50", "00:00"), undefined);
  assert.equal(sumsSoFar("entered", trend, undefined, "10:20", "00:00"), undefined);
});

test("a percentage is said from twenty calls on", () => {
  assert.equal(change({ now: 54, then: 50 }), "+8");
  assert.equal(change({ now: 40, then: 50 }), "−20");
  assert.equal(change({ now: 50, then: 50 }), "0");
  assert.equal(change({ now: 54, then: 19 }), "");
  assert.equal(change({ now: 19, then: 50 }), "");
});

test("the other day is the week before, or has its date", () => {
  assert.equal(comparedDay("2026-11-20", "2026-11-13", polish), "tydzień temu");
  assert.equal(comparedDay("2026-11-20", "2026-11-06", english), "Fri 6/11");
});

test("what it was then is one sentence", () => {
  const at = { time: "10:20" };
  const document = { day: "2026-11-20", trend, reference };
  assert.equal(thenAtThisTime("entered", document, at, "00:00", english), "last week at this time 50 (+8%)");
  assert.equal(thenAtThisTime("abandoned", document, at, "00:00", polish), "tydzień temu o tej porze 0");
  assert.equal(thenAtThisTime("entered", { ...document, reference: undefined }, at, "00:00", english), "");
});
