// Which columns a list has room for, and how broad a head is.

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document ??= /** @type {any} */ ({ createElement: () => ({ getContext: () => null }) });
const { hiddenPriorities, twoLineWidth } = await import("../../static/js/supervisor/fit.js");

/** @type {(text: string) => number} */
const letters = (text) => text.length;

test("a head is as broad as its broader line when it is broken at the best place", () => {
  assert.equal(twoLineWidth("Queue", letters), 5);
  assert.equal(twoLineWidth("Avg abandon time", letters), 11);
  assert.equal(twoLineWidth("SL", letters), 2);
});

test("columns give up their room by priority, and the first priority never", () => {
  const columns = [
    { priority: 1, width: 8 },
    { priority: 2, width: 3 },
    { priority: 1, width: 3 },
    { priority: 3, width: 4 },
  ];

  assert.deepEqual(hiddenPriorities(columns, 30), []);
  assert.deepEqual(hiddenPriorities(columns, 16.5), [3]);
  assert.deepEqual(hiddenPriorities(columns, 12), [2, 3]);
  assert.deepEqual(hiddenPriorities(columns, 1), [2, 3]);
});
