// Which rows are shown: by text, team, queue, status and stage, as the address says. A list answers only to what it has.

import { address } from "./address.js";
import { lists } from "./lists/index.js";

export const FILTERS = ["q", "team", "queue", "status", "stage"];

/** @type {Record<string, string>} */
let known = {};
/** @type {string[]} */
let words = [];

// Reads the address anew.
export function readFilters() {
  known = Object.fromEntries(FILTERS.map((name) => [name, address.get(name)]));
  words = plain(known.q).split(/\s+/).filter(Boolean);
}

/** @type {(list: keyof typeof lists) => boolean} */
export function filtering(list) {
  return FILTERS.some((name) => known[name] && (name === "q" || lists[list].answers[name]));
}

// `matches(id, row, document)` of one list.
/** @type {(list: keyof typeof lists) => Matches} */
export function matcher(list) {
  const { answers, found } = lists[list];
  const asked = FILTERS.filter((name) => name !== "q" && known[name] && answers[name]);
  return (id, row, document) => {
    if (!asked.every((name) => answers[name]?.(known[name], id, row, document))) return false;
    if (words.length === 0) return true;
    const text = plain(found(id, row, document).filter(Boolean).join(" "));
    return words.every((word) => text.includes(word));
  };
}

// Lower case, without accents: "zolw" finds "Żółw".
/** @type {(text: string) => string} */
function plain(text) {
  return text.toLowerCase().replaceAll("ł", "l").normalize("NFD").replace(/\p{M}/gu, "");
}

readFilters();
