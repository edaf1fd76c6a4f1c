// Names as the board has room for them: how they shorten, how they sort. Pure.

/** @type {Record<string, string>} */
const DIACRITICS = { ą: "a", ć: "c", ę: "e", ł: "l", ń: "n", ó: "o", ś: "s", ź: "z", ż: "zz" };

/** @typedef {{ first: string, last: string }} BoardName */

// One form for all names of a board: whole where all fit, else "First L.", with as many letters of the surname as no
// other of that first name has. The last part is never cut; of the first one, what has no room is the style sheet's.
/** @type {(names: string[], fits: (text: string) => boolean) => BoardName[]} */
export function boardNames(names, fits) {
  if (names.every(fits)) return names.map((name) => ({ first: name, last: "" }));
  const split = names.map(parted);
  /** @type {Map<string, Set<string>>} */
  const surnames = new Map();
  for (const { first, last } of split) surnames.set(first, (surnames.get(first) ?? new Set()).add(last));
  return split.map(({ first, last }) => ({ first, last: initials(last, surnames.get(first) ?? new Set()) }));
}

/** @type {(name: string) => BoardName} */
function parted(name) {
  const words = name.split(" ").filter(Boolean);
  return words.length < 2 ? { first: name, last: "" } : { first: words[0], last: words[words.length - 1] };
}

/** @type {(surname: string, all: Set<string>) => string} */
function initials(surname, all) {
  const letters = Array.from(surname);
  const others = [...all].filter((other) => other !== surname);
  for (let number = 1; number < letters.length; number++) {
    const start = letters.slice(0, number).join("");
    if (!others.some((other) => other.startsWith(start))) return `${start}.`;
  }
  return surname;
}

// Letters that run right to left, and marks that turn whatever follows them.
const TURNING = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;
const MARKS = /[\u200f\u202a-\u202e\u2066-\u2069]/g;

// A name as part of a longer text: whatever is in it turns nothing beside it.
/** @type {(name: string) => string} */
export function isolated(name) {
  return TURNING.test(name) ? `\u2068${name.replace(MARKS, "")}\u2069` : name;
}

/** @type {Map<string, string>} */
const keys = new Map();
// Names that are cached; callers' names and numbers come and go for months.
const KEPT = 5000;

// The order of a Polish index, with numbers by their value: "Linia 9" before "Linia 10". Made once for each name.
/** @type {(name: string) => string} */
export function sortKey(name) {
  if (keys.size > KEPT) keys.clear();
  const known = keys.get(name) ?? makeKey(name);
  keys.set(name, known);
  return known;
}

/** @type {(name: string) => string} */
function makeKey(name) {
  let key = "";
  for (const letter of name.toLowerCase()) key += letter in DIACRITICS ? `${DIACRITICS[letter]}~` : letter;
  return key.replace(/\d+/g, (digits) => digits.padStart(12, "0"));
}

/** @type {(a: string, b: string) => number} */
export function byKey(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
