// Which rows are shown: by text, teams, queues and status, as the address says, and of the calls those of the tab. A list
// answers only to what it has.

import { address } from "./address.js";
import { lists } from "./lists/index.js";

export const FILTERS = ["q", "team", "queue", "status"];
// The first one unless the address says otherwise. The last two are requested from the server.
export const TABS = ["waiting", "talking", "ivr", "abandoned", "ended"];

const MIN_DIGITS = 3;

/** @type {Record<string, string[]>} */
let known = {};
/** @type {string[]} */
let words = [];
let tab = TABS[0];

// Reads the address again.
export function readFilters() {
  known = Object.fromEntries(FILTERS.map((name) => [name, address.all(name)]));
  words = wordsOf(known.q.join(" "));
  tab = openTab();
}

export function openTab() {
  const asked = address.get("calls");
  return TABS.includes(asked) ? asked : TABS[0];
}

/** @type {(list: keyof typeof lists) => boolean} */
export function filtering(list) {
  return FILTERS.some((name) => known[name].length > 0 && (name === "q" || lists[list].answers[name]));
}

// Whether a row is of the open tab.
/** @type {(list: keyof typeof lists) => (row: Row) => boolean} */
export function inTab(list) {
  const tabOf = lists[list].tab;
  return (row) => !tabOf || tabOf(row) === tab;
}

// `matches(id, row, document)` of one list; `but` is a filter that does not count.
/** @type {(list: keyof typeof lists, but?: string) => Matches} */
export function matcher(list, but) {
  const { answers, found, isSearched } = lists[list];
  const asked = FILTERS.filter((name) => name !== "q" && name !== but && known[name].length > 0 && answers[name]);
  return (id, row, document) => {
    if (!asked.every((name) => known[name].some((value) => answers[name]?.(value, id, row, document)))) return false;
    if (words.length === 0 || isSearched) return true;
    const text = plain(found(id, row, document).filter(Boolean).join(" "));
    return words.every((word) => text.includes(word));
  };
}

// A text of digits is one number, however it is grouped; any other is words. As in app/document/call_query.py.
/** @type {(text: string) => string[]} */
function wordsOf(text) {
  const digits = text.replace(/\D/g, "");
  return digits.length >= MIN_DIGITS && !/[^\d+ ()/.-]/.test(text) ? [digits] : plain(text).split(/\s+/).filter(Boolean);
}

// Lower case, without accents: "zolw" finds "Żółw".
/** @type {(text: string) => string} */
function plain(text) {
  return text.toLowerCase().replaceAll("ł", "l").normalize("NFD").replace(/\p{M}/gu, "");
}

readFilters();
