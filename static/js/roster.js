// The agents as the TV lists them: tiles by name, and a register by status. Pure.

import { pauseTooLong } from "./levels.js";
import { byKey, sortKey } from "./names.js";

// The order of the register: what needs a look, who can take a call, who soon can, who cannot.
/** @typedef {{ name: number, word: number, long: number }} Room */
/** @typedef {{ upTo: number, density: string, wide: Room, brief: Room }} TileRule */
/** @typedef {{ density: string, columns: number, rows: number, name: number }} Density */
/** @typedef {{ id: string, agent: Schema.AgentRow, key: string }} Present */
/** @typedef {Present & { at: string }} Member */
/** @typedef {[string, Member[]]} Group */
/** @typedef {{ status?: string, member?: Member }} Line */

const GROUPS = ["too_long", "available", "ringing", "dialing", "wrap_up", "no_phone", "on_call", "paused"];
// Up to how many agents a density of tiles holds on a landscape screen, and what has room there and, briefly, on a
// portrait one: ems for the name, for the word, and for the word beside a time of an hour or more.
const FEW_UPRIGHT = { name: 7.2, word: 5.8, long: 5.8 };
const UPRIGHT = { name: 5.6, word: 5.3, long: 4.3 };
const TILES = [
  { upTo: 6, density: "few", wide: { name: 10.5, word: 5.6, long: 5.6 }, brief: FEW_UPRIGHT },
  { upTo: 8, density: "few", wide: { name: 10.5, word: 5.6, long: 5.6 }, brief: UPRIGHT },
  { upTo: 14, density: "several", wide: { name: 10.2, word: 9, long: 8 }, brief: UPRIGHT },
  { upTo: 21, density: "some", wide: { name: 6.9, word: 6, long: 4.6 }, brief: UPRIGHT },
  { upTo: 32, density: "more", wide: { name: 6.3, word: 5.2, long: 3.9 }, brief: UPRIGHT },
  { upTo: Infinity, density: "many", wide: { name: 6.4, word: 5.3, long: 4 }, brief: UPRIGHT },
];
// Densities of the register: columns, rows, ems of room for the name.
/** @type {Record<string, Density[]>} */
const REGISTER = {
  landscape: [
    { density: "few", columns: 2, rows: 6, name: 10 },
    { density: "several", columns: 3, rows: 9, name: 7.8 },
    { density: "some", columns: 4, rows: 13, name: 7.4 },
    { density: "more", columns: 5, rows: 18, name: 6.8 },
    { density: "many", columns: 7, rows: 24, name: 6 },
  ],
  portrait: [
    { density: "few", columns: 1, rows: 10, name: 9 },
    { density: "some", columns: 2, rows: 15, name: 5.6 },
    { density: "many", columns: 2, rows: 22, name: 6.2 },
  ],
};

/** @type {(number: number) => TileRule} */
export function tileDensity(number) {
  return TILES.find((rule) => number <= rule.upTo) ?? TILES[TILES.length - 1];
}

/** @type {(agent: Schema.AgentRow) => string} */
export function since(agent) {
  return (agent.status === "paused" && agent.pause?.since) || agent.since || "";
}

/** @type {(agents: Doc["agents"]) => Present[]} */
export function present(agents) {
  return Object.entries(agents)
    .filter(([, agent]) => agent.status !== "logged_out")
    .map(([id, agent]) => ({ id, agent, key: sortKey(agent.name ?? id) }))
    .sort(byName);
}

/** @type {(a: Present, b: Present) => number} */
function byName(a, b) {
  return byKey(a.key, b.key) || byKey(a.id, b.id);
}

/** @type {(a: Member, b: Member) => number} */
function longestFirst(a, b) {
  return byKey(a.at, b.at) || byName(a, b);
}

/** @type {(agents: Doc["agents"], now: number, portrait: boolean) => Density & { groups: Group[], pages: Line[][] }} */
export function registerPages(agents, now, portrait) {
  const groups = grouped(agents, now);
  const choices = REGISTER[portrait ? "portrait" : "landscape"].map((density) => ({
    groups,
    pages: paginate(groups, density.columns, density.rows),
    ...density,
  }));
  return choices.find(({ pages }) => pages.length === 1) ?? choices[choices.length - 1];
}

/** @type {(agents: Doc["agents"], now: number) => Group[]} */
function grouped(agents, now) {
  /** @type {Map<string, Member[]>} */
  const found = new Map(GROUPS.map((status) => [status, []]));
  for (const { id, agent, key } of present(agents)) {
    const status = pauseTooLong(agent, now) ? "too_long" : agent.status;
    found.get(status)?.push({ id, agent, key, at: since(agent) });
  }
  for (const members of found.values()) members.sort(longestFirst);
  return [...found].filter(([, members]) => members.length > 0);
}

// Lines for each page: `{status}` is a heading, `{}` a gap, `{status, member}` an agent. A heading is repeated where
// a column continues a group and never stands alone at a column's foot. Pauses that last too long are on every page.
/** @type {(groups: Group[], columns: number, rows: number) => Line[][]} */
export function paginate(groups, columns, rows) {
  const room = columns * rows;
  const pinned = groups[0]?.[0] === "too_long" ? groups[0] : undefined;
  /** @type {Line[]} */
  const start = [];
  if (pinned) place(start, pinned[0], pinned[1].slice(0, Math.floor(room / 2)), rows, room);
  const pages = [[...start]];
  for (const [status, members] of pinned ? groups.slice(1) : groups) {
    let placed = place(pages[pages.length - 1], status, members, rows, room);
    while (placed < members.length) {
      pages.push([...start]);
      placed += place(pages[pages.length - 1], status, members.slice(placed), rows, room);
    }
  }
  return pages;
}

/** @type {(page: Line[], status: string, members: Member[], rows: number, room: number) => number} */
function place(page, status, members, rows, room) {
  let placed = 0;
  while (placed < members.length && page.length < room) {
    const line = page.length % rows;
    if ((placed === 0 || line === 0) && line === rows - 1) page.push({});
    else if (placed === 0 || line === 0) page.push({ status }, { status, member: members[placed++] });
    else page.push({ status, member: members[placed++] });
  }
  return placed;
}
