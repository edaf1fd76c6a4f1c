import assert from "node:assert/strict";
import { test } from "node:test";
import { en, pl } from "./words.mjs";

test("Polish has three plural forms", () => {
  const forms = [1, 2, 5, 12, 22, 21].map((n) => pl.say("logged_in", { n }));
  assert.deepEqual(forms, ["1 zalogowany", "2 zalogowanych", "5 zalogowanych", "12 zalogowanych", "22 zalogowanych", "21 zalogowanych"]);
  assert.deepEqual([1, 2, 5].map((n) => pl.say("stale_days", { n })), ["1 dnia", "2 dni", "5 dni"]);
});

test("a grouped number has the plural of its value", () => {
  assert.equal(en.say("logged_in", { n: "1,001" }), "1,001 logged in");
});

test("an unknown word shows its own last part", () => {
  assert.equal(en.say("status.on_fire"), "on_fire");
});
