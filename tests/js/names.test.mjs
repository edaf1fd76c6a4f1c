import assert from "node:assert/strict";
import { test } from "node:test";
import { byKey, cut, fitName, isolated, sortKey } from "../../static/js/names.js";

test("a name shortens before it is cut", () => {
  assert.equal(fitName("Jan Lis", 8), "Jan Lis");
  assert.equal(fitName("Krzysztof Brzęczyszczykiewicz", 8), "Krzysztof B.");
  assert.match(fitName("Krzysztof Brzęczyszczykiewicz", 5), /\. B\.$/);
  assert.equal(cut("Konstantynopolitańczykowianeczka", 6), "Konstanty…");
});

test("names sort as a Polish index, numbers by their value", () => {
  const names = ["Żaneta", "Zofia", "Łucja", "Lucyna", "Linia 10", "Linia 9"];
  const sorted = [...names].sort((a, b) => byKey(sortKey(a), sortKey(b)));
  assert.deepEqual(sorted, ["Linia 9", "Linia 10", "Lucyna", "Łucja", "Zofia", "Żaneta"]);
});

test("a name turns nothing that stands beside it", () => {
  assert.equal(isolated("Łucja Żółw"), "Łucja Żółw");
  assert.equal(isolated("שלם"), "\u2068שלם\u2069");
  assert.equal(isolated("gnol\u202e"), "\u2068gnol\u2069");
  assert.equal(isolated("\u2069\u202ea"), "\u2068a\u2069");
});
