import assert from "node:assert/strict";
import { test } from "node:test";
import { paginate } from "../../static/js/paging.js";

const rows = (number, level = "normal", tall = false) => Array.from({ length: number }, (_, place) => ({ id: `${level}${place}`, level, tall }));
const lengths = ({ pages }) => pages.map((page) => page.length);

test("pages are as few as possible and as full as each other", () => {
  assert.deepEqual(lengths(paginate(rows(8), 8)), [8]);
  assert.deepEqual(lengths(paginate(rows(8), 7)), [4, 4]);
  assert.deepEqual(lengths(paginate(rows(25), 4, 2)), [7, 6, 6, 6]);
  assert.deepEqual(lengths(paginate([], 4)), [0]);
});

test("alarms and warnings are on every page", () => {
  const { pages } = paginate([...rows(2, "alarm"), ...rows(1, "warning"), ...rows(5)], 5);
  assert.deepEqual(pages.map((page) => page.map(({ id }) => id)), [
    ["alarm0", "alarm1", "warning0", "normal0", "normal1"],
    ["alarm0", "alarm1", "warning0", "normal2", "normal3"],
    ["alarm0", "alarm1", "warning0", "normal4"],
  ]);
});

test("warnings give way to alarms", () => {
  const { pages, alarms } = paginate([...rows(3, "alarm"), ...rows(3, "warning")], 4);
  assert.equal(alarms, false);
  assert.deepEqual(pages.map((page) => page[3].id), ["warning0", "warning1", "warning2"]);
});

test("more alarms than there is room for are paged themselves, every one of them", () => {
  const { pages, alarms } = paginate([...rows(9, "alarm"), ...rows(3)], 6);
  assert.equal(alarms, true);
  assert.deepEqual(pages.map((page) => page.length), [5, 4]);
});

test("a tall row takes two lines and is not broken over columns", () => {
  assert.deepEqual(lengths(paginate([...rows(1), ...rows(2, "normal", true)], 4)), [2, 1]);
  assert.deepEqual(lengths(paginate(rows(4, "normal", true), 3, 2)), [2, 2]);
});
