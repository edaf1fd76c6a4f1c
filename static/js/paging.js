// Which rows stand on which page of a panel. Pure.
// Pinned rows are on every page, or only those in alarm where all pinned leave no room for another. Where not even the
// alarms fit beside another row, they alone are paged, and the others wait for their end.

/** @typedef {{ id: string, level: Level, tall?: boolean }} PagedRow */
/** @typedef {{ pages: PagedRow[][], alarms: boolean }} Pages */

// `rows` lines in each of `columns`; a tall row takes two lines.
/** @type {(all: PagedRow[], rows: number, columns?: number) => Pages} */
export function paginate(all, rows, columns = 1) {
  /** @type {(page: PagedRow[]) => boolean} */
  const fits = (page) => columnsOf(page, rows) <= columns;
  if (fits(all)) return { pages: [all], alarms: false };
  for (const pins of [(/** @type {PagedRow} */ row) => row.level !== "normal", inAlarm]) {
    const pages = balanced(all.filter(pins), all.filter((row) => !pins(row)), fits);
    if (pages) return { pages, alarms: false };
  }
  const alarms = all.filter(inAlarm);
  return { pages: balanced([], alarms, fits) ?? alarms.map((row) => [row]), alarms: true };
}

/** @type {(row: PagedRow) => boolean} */
function inAlarm({ level }) {
  return level === "alarm";
}

// As few pages as possible, each as full as the others; undefined where there is no room for any row beside the pinned.
/** @type {(pinned: PagedRow[], others: PagedRow[], fits: (page: PagedRow[]) => boolean) => PagedRow[][] | undefined} */
function balanced(pinned, others, fits) {
  for (let number = 1; number <= others.length; number++) {
    const pages = parts(others, number).map((part) => [...pinned, ...part]);
    if (pages.every(fits)) return pages;
  }
  return undefined;
}

// In their order, parts that differ by one row at most.
/** @template Item @param {Item[]} items @param {number} number @returns {Item[][]} */
function parts(items, number) {
  return Array.from({ length: number }, (_, place) =>
    items.slice(Math.ceil((place * items.length) / number), Math.ceil(((place + 1) * items.length) / number)));
}

// How many columns of so many lines these take, one below the other.
/** @type {(page: PagedRow[], rows: number) => number} */
function columnsOf(page, rows) {
  let [columns, used] = [page.length ? 1 : 0, 0];
  for (const { tall } of page) {
    const lines = tall ? 2 : 1;
    if (used + lines > rows) [columns, used] = [columns + 1, 0];
    used += lines;
    if (used > rows) return Infinity;
  }
  return columns;
}
