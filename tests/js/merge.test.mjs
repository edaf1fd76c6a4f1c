import assert from "node:assert/strict";
import { test } from "node:test";
import { merge } from "../../static/js/core/merge.js";

const plain = (value) => JSON.parse(JSON.stringify(value));

test("a patch changes, adds and takes away", () => {
  const merged = merge({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: 3, c: null, e: 4 }, d: [2, 3] });
  assert.deepEqual(plain(merged), { a: { b: 3, e: 4 }, d: [2, 3] });
});

test("what a patch does not touch stays the same object, and the target as it was", () => {
  const target = { a: { b: 1 }, c: { d: 1 } };
  const merged = merge(target, { a: { b: 2 } });
  assert.equal(merged.c, target.c);
  assert.deepEqual(target, { a: { b: 1 }, c: { d: 1 } });
});

test("patches in a row copy a branch once", () => {
  const own = new Set();
  const first = merge({ a: { b: 1 } }, { a: { b: 2 } }, own);
  const { a } = first;
  assert.equal(merge(first, { a: { b: 3 } }, own).a, a);
  assert.equal(a.b, 3);
});

test("a name of the language's own is a name like others", () => {
  const merged = merge({ agents: {} }, JSON.parse('{"agents": {"__proto__": {"name": "Ala"}}}'));
  assert.equal(Object.keys(merged.agents)[0], "__proto__");
  assert.equal({}.name, undefined);
});
