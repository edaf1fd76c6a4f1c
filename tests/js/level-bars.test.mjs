// Since when a service level is below its target.

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document ??= /** @type {any} */ ({});
const { belowSince } = await import("../../static/js/details/level-bars.js");

/** @type {(...shares: Array<number | undefined>) => Array<{ quarter: string, share?: number }>} */
const day = (...shares) => shares.map((share, place) => ({ quarter: `1${place}:00`, share }));

test("it begins after the last quarter hour that met the target", () => {
  assert.equal(belowSince(day(0.9, 0.7, 0.85, 0.7, 0.6), 0.8), "13:00");
  assert.equal(belowSince(day(0.5, 0.5), 0.8), "10:00");
});

test("a quarter hour of which nothing can be said breaks nothing", () => {
  assert.equal(belowSince(day(0.9, undefined, 0.7, undefined, 0.6), 0.8), "12:00");
});

test("there is none while the last one met the target, or none is known", () => {
  assert.equal(belowSince(day(0.5, 0.8), 0.8), undefined);
  assert.equal(belowSince(day(undefined), 0.8), undefined);
  assert.equal(belowSince([], 0.8), undefined);
});
