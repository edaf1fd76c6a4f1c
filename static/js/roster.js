// The agents as the TV lists them: tiles by name, and a register by status. Pure: sizes are rems of the screen.

import { pauseTooLong } from "./format/levels.js";
import { byKey, sortKey } from "./format/names.js";

/** @typedef {{ id: string, agent: Schema.AgentRow, key: string }} Present */
/** @typedef {Present & { at: string }} Member */
/** @typedef {[string, Member[]]} Group */
/** @typedef {{ status: string, members: Member[], columns: number, rows: number, column: number, row: number }} Block */
/** @typedef {{ scale: number, columns: number, rows: number, row: number, most: number, width: number }} Tiles */
/** @typedef {{ size: number, columns: number, rows: number, row: number, width: number, pages: Block[][] }} Register */

// The order of the register: what needs a look, who can take a call, who soon can, who cannot.
const GROUPS = ["too_long", "available", "ringing", "dialing", "wrap_up", "no_phone", "on_call", "paused"];
// A tile of two lines at its smallest, how much larger it may be, and how much higher than its lines.
const TILE = { width: 19.9, row: 5.3, gap: 1.2, scales: [1.7, 1.5, 1.3, 1.15, 1], stretch: 1.3 };
// A line of the register: the sizes of its type, the least width and height in ems of it, and the gap of columns.
const LINE = { sizes: [4.4, 3.8, 3.2, 2.8, 2.4], width: 9.2, row: 1.15, gap: 1.6, stretch: 1.5 };

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

// The largest tiles of which all find room, else the smallest; in columns as even as possible.
/** @type {(number: number, width: number, height: number) => Tiles} */
export function tileRoom(number, width, height) {
  const choices = TILE.scales.map((scale) => {
    const columns = Math.max(1, Math.floor((width + TILE.gap) / (TILE.width * scale + TILE.gap)));
    return { scale, columns, most: Math.max(1, Math.floor(height / (TILE.row * scale) + 0.02)) };
  });
  const { scale, columns: across, most } = choices.find(({ columns, most: rows }) => columns * rows >= number) ?? choices[choices.length - 1];
  const columns = Math.max(1, Math.min(across, number));
  const rows = Math.min(most, Math.max(1, Math.ceil(number / columns)));
  const highest = TILE.row * scale * TILE.stretch;
  return { scale, columns: across, rows, row: Math.min(height / rows, highest), most: highest, width: (width + TILE.gap) / across - TILE.gap };
}

// The largest type in which all find room on a page, else the smallest. A status has columns of its own, and small groups
// share one; only where that takes too much room do groups follow each other closely.
/** @type {(agents: Doc["agents"], now: number, width: number, height: number) => Register} */
export function registerPages(agents, now, width, height) {
  const groups = grouped(agents, now);
  const choices = [apart, close].flatMap((way) => LINE.sizes.map((size) => {
    const most = Math.max(1, Math.floor((width + LINE.gap) / (LINE.width * size + LINE.gap)));
    const pages = way(groups, most, Math.max(2, Math.floor(height / (LINE.row * size) + 0.02)));
    const columns = Math.max(Math.min(most, 2), ...pages.map(columnsUsed));
    const rows = Math.max(2, ...pages.map(rowsUsed));
    return { size, columns, rows, row: Math.min(height / rows, LINE.row * size * LINE.stretch), width: (width + LINE.gap) / columns - LINE.gap, pages };
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

// A group of more than a column has columns of its own under one heading; what is less stands below what is less.
// Two pages or more where the columns do not suffice.
/** @type {(groups: Group[], columns: number, rows: number) => Block[][]} */
function apart(groups, columns, rows) {
  /** @type {Block[]} */
  const blocks = [];
  let [column, used] = [0, 0];
  for (const [status, members] of groups) {
    const gap = used > 0 ? 1 : 0;
    if (used > 0 && used + gap + 1 + members.length > rows) [column, used] = [column + 1, 0];
    const across = Math.ceil(members.length / (rows - 1));
    const down = Math.ceil(members.length / across);
    const row = used + (used > 0 ? 1 : 0);
    blocks.push({ status, members, columns: across, rows: down, column, row });
    if (across > 1) [column, used] = [column + across, 0];
    else used = row + 1 + down;
  }
  return blocks.every((block) => block.column + block.columns <= columns) ? [blocks] : [[], []];
}

// One group after the other, down the columns; who is on a pause for too long is on every page.
/** @type {(groups: Group[], columns: number, rows: number) => Block[][]} */
function close(groups, columns, rows) {
  const tooLong = groups.filter(([status]) => status === "too_long");
  const others = groups.filter(([status]) => status !== "too_long");
  const lines = others.reduce((sum, [, members]) => sum + members.length, 0);
  for (let number = 1; number <= Math.max(1, lines); number++) {
    const pages = split(others, lines, number).map((part) => flow([...tooLong, ...part], rows));
    if (pages.every((page) => columnsUsed(page) <= columns)) return pages;
  }
  return [flow(groups, rows)];
}

/** @type {(groups: Group[], rows: number) => Block[]} */
function flow(groups, rows) {
  /** @type {Block[]} */
  const blocks = [];
  let [column, used] = [0, 0];
  for (const [status, members] of groups) {
    for (let placed = 0; placed < members.length; ) {
      const heading = placed ? 0 : 1;
      if (used + heading + 1 > rows) [column, used] = [column + 1, 0];
      const down = Math.min(rows - used - heading, members.length - placed);
      blocks.push({ status: placed ? "" : status, members: members.slice(placed, placed + down), columns: 1, rows: down, column, row: used });
      placed += down;
      used += down + heading;
    }
  }
  return blocks;
}

// As many parts of as many members each.
/** @type {(groups: Group[], all: number, number: number) => Group[][]} */
function split(groups, all, number) {
  const each = Math.ceil(all / number);
  /** @type {Group[][]} */
  const parts = Array.from({ length: number }, () => []);
  let place = 0;
  for (const [status, members] of groups) {
    for (let placed = 0; placed < members.length; ) {
      const part = Math.floor(place / each);
      const taken = members.slice(placed, placed + (part + 1) * each - place);
      parts[part].push([status, taken]);
      placed += taken.length;
      place += taken.length;
    }
  }
  return parts.filter((part) => part.length > 0).concat(all ? [] : [[]]);
}

/** @type {(blocks: Block[]) => number} */
function columnsUsed(blocks) {
  return Math.max(0, ...blocks.map(({ column, columns }) => column + columns));
}

/** @type {(blocks: Block[]) => number} */
function rowsUsed(blocks) {
  return Math.max(0, ...blocks.map(({ status, row, rows }) => row + rows + (status ? 1 : 0)));
}

/** @type {(a: Present, b: Present) => number} */
function byName(a, b) {
  return byKey(a.key, b.key) || byKey(a.id, b.id);
}

/** @type {(a: Member, b: Member) => number} */
function longestFirst(a, b) {
  return byKey(a.at, b.at) || byName(a, b);
}
