import assert from "node:assert/strict";
import { test } from "node:test";
import { present, registerPages, tileRoom } from "../../static/js/roster.js";

const NOW = Date.parse("2026-11-22T12:46:24+01:00");
// So many of each status.
const centre = (numbers) => Object.fromEntries(Object.entries(numbers).flatMap(([status, number]) =>
  Array.from({ length: number }, (_, place) => [`${status}${place}`, {
    name: `${status} ${place}`,
    status: status === "too_long" ? "paused" : status,
    since: "2026-11-22T12:00:00+01:00",
    ...(status === "too_long" && { pause: { limit: 60, since: "2026-11-22T12:00:00+01:00" } }),
  }])));
const register = (numbers) => registerPages(centre(numbers), NOW, 168, 70);
const shape = ({ pages }) => pages.map((page) => page.map(({ status, column, columns }) => [status, column, columns]));

test("who is logged out is not present, the others stand by name", () => {
  const agents = { b: { name: "Żaneta", status: "paused" }, a: { name: "Łucja", status: "on_call" }, c: { name: "Ala", status: "logged_out" } };
  assert.deepEqual(present(agents).map(({ id }) => id), ["a", "b"]);
});

test("tiles are as large as there is room for all, in even columns", () => {
  const tiles = (number) => tileRoom(number, 86, 62);
  assert.deepEqual([5, 40, 150].map((number) => tiles(number).scale), [1.7, 1, 1]);
  assert.deepEqual([tiles(5).columns, tiles(5).rows], [2, 3]);
  assert.deepEqual([tiles(40).columns, tiles(40).rows], [4, 10]);
});

test("in a register a large group has columns of its own under one heading, small ones share one", () => {
  assert.deepEqual(shape(register({ too_long: 1, available: 4, on_call: 26, paused: 7 })), [
    [["too_long", 0, 1], ["available", 0, 1], ["on_call", 1, 2], ["paused", 3, 1]],
  ]);
});

test("150 agents stand on one page", () => {
  const found = register({ too_long: 1, available: 11, ringing: 5, dialing: 3, wrap_up: 9, no_phone: 2, on_call: 90, paused: 29 });
  assert.equal(found.pages.length, 1);
  assert.equal(found.pages[0].reduce((sum, { members }) => sum + members.length, 0), 150);
});

test("more are paged evenly, with pauses that last too long on every page", () => {
  const { pages } = register({ too_long: 2, on_call: 400 });
  const sizes = pages.map((page) => page.reduce((sum, { members }) => sum + members.length, 0));
  assert.deepEqual([...new Set(pages.map((page) => page[0].status))], ["too_long"]);
  assert.equal(sizes.reduce((sum, size) => sum + size - 2, 0), 400);
  assert.ok(Math.max(...sizes) - Math.min(...sizes) <= pages.length);
});

test("nobody takes no room", () => {
  assert.deepEqual(register({}).pages, [[]]);
});
