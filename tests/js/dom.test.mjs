import assert from "node:assert/strict";
import { test } from "node:test";
import { unturned } from "../../static/js/core/dom.js";

test("a text for an attribute has no characters that turn its direction", () => {
  assert.equal(unturned("\u202eAnna\u202c \u2066Nowak\u2069"), "Anna Nowak");
  assert.equal(unturned("\u05d0\u200f zażółć"), "\u05d0\u200f zażółć");
});
