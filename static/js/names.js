// Names as the board has room for them: how broad they are, how they shorten, how they sort. Pure.

const NARROW = new Set("iljłtfrI.,:;'|!()-[] ".split(""));
const BROAD = new Set("mwMWŁÓŻŹĆŃŚQGO@%".split(""));
/** @type {Record<string, string>} */
const DIACRITICS = { ą: "a", ć: "c", ę: "e", ł: "l", ń: "n", ó: "o", ś: "s", ź: "z", ż: "zz" };

// In ems of a bold face; rough, but it errs on the broad side.
/** @type {(text: string) => number} */
export function breadth(text) {
  let sum = 0;
  for (const letter of text) {
    if (NARROW.has(letter)) sum += 0.36;
    else if (BROAD.has(letter)) sum += 0.88;
    else if (letter !== letter.toLowerCase()) sum += 0.7;
    else sum += 0.6;
  }
  return sum;
}

// "Krzysztof Brzęczyszczykiewicz" → "Krzysztof B." → "Krzyszt. B." as the room gets less.
/** @type {(name: string, room: number) => string} */
export function fitName(name, room) {
  if (breadth(name) <= room) return name;
  const words = name.split(" ").filter(Boolean);
  if (words.length < 2) return cut(name, room);
  const initial = `${Array.from(words[words.length - 1])[0]}.`;
  const first = words[0];
  const short = `${first} ${initial}`;
  if (breadth(short) <= room) return short;
  return `${cut(first, room - breadth(` ${initial}`), ".")} ${initial}`;
}

/** @type {(text: string, room: number, ending?: string) => string} */
export function cut(text, room, ending = "…") {
  if (breadth(text) <= room) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && breadth(letters.join("") + ending) > room) letters.pop();
  return letters.join("").trimEnd() + ending;
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
// Names that are kept; callers' names and numbers come and go for months.
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
