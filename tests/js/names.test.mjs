import assert from "node:assert/strict";
import { test } from "node:test";
import { boardNames, byKey, isolated, sortKey } from "../../static/js/format/names.js";

const shown = (names, room) => boardNames(names, (text) => text.length <= room).map(({ first, last }) => [first, last].filter(Boolean).join(" "));

test("names are whole where all of a board fit", () => {
  assert.deepEqual(shown(["Jan Lis", "Krzysztof Brzęczyszczykiewicz"], 30), ["Jan Lis", "Krzysztof Brzęczyszczykiewicz"]);
});

test("else all are a first name with an initial", () => {
  assert.deepEqual(shown(["Jan Lis", "Krzysztof Brzęczyszczykiewicz", "Cher"], 20), ["Jan L.", "Krzysztof B.", "Cher"]);
});

test("no two agents have one name on a board", () => {
  const names = ["Anna Prus", "Anna Przybył", "Anna Przybyła", "Anna Lis", "Filip Nowak", "Filip Nowakowski", "Piotr Prus"];
  assert.deepEqual(shown(names, 5), ["Anna Pru.", "Anna Przybył", "Anna Przybyła", "Anna L.", "Filip Nowak", "Filip Nowako.", "Piotr P."]);
});

test("an initial is a whole letter", () => {
  assert.deepEqual(shown(["Łucja \u{1F600}x", "Ewa Ćwik"], 3), ["Łucja \u{1F600}.", "Ewa Ć."]);
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
