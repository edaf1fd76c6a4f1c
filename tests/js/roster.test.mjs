import assert from "node:assert/strict";
import { test } from "node:test";
import { paginate, present, registerPages, tileDensity } from "../../static/js/roster.js";

const NOW = Date.parse("2026-11-22T12:46:24+01:00");
const members = (number) => Array.from({ length: number }, (_, place) => ({ id: String(place) }));

test("a register repeats its headings where a column goes on, and leaves none alone at a foot", () => {
  const [page] = paginate([["available", members(7)], ["paused", members(1)]], 3, 4);
  const headings = page.filter(({ status, member }) => status && !member).map(({ status }) => status);
  assert.deepEqual(headings, ["available", "available", "available", "paused"]);
  for (const foot of [3, 7]) assert.ok(!page[foot]?.status || page[foot].member);
});

test("pauses that last too long are on every page", () => {
  const pages = paginate([["too_long", members(1)], ["on_call", members(30)]], 2, 10);
  assert.ok(pages.length > 1);
  for (const page of pages) assert.equal(page[1].member.id, "0");
});

test("who is logged out is not present, the others stand by name", () => {
  const agents = { b: { name: "Żaneta", status: "paused" }, a: { name: "Łucja", status: "on_call" }, c: { name: "Ala", status: "logged_out" } };
  assert.deepEqual(present(agents).map(({ id }) => id), ["a", "b"]);
});

test("a density is the roomiest that holds all", () => {
  assert.deepEqual([6, 8, 14, 22, 150].map((number) => tileDensity(number).density), ["few", "few", "several", "more", "many"]);
});

test("a register takes the roomiest density that needs one page, else the densest", () => {
  const agents = (number) => Object.fromEntries(members(number).map(({ id }) => [id, { name: id, status: "on_call", since: "2026-11-22T12:00:00+01:00" }]));
  assert.deepEqual([5, 20, 900].map((number) => registerPages(agents(number), NOW, false).density), ["few", "several", "many"]);
});
