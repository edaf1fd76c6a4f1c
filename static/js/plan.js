// How the TV divides its room among its panels. Pure: sizes are rems, hundredths of the screen's shorter side.
// Rows shrink to a floor, then they are paged. What is in alarm or warning stays: for it campaigns give up their room
// first, then the curve.

/** @typedef {{ lines: number, pinned: number }} QueueNeeds */
/** @typedef {{ queues: QueueNeeds, campaigns: number, agents: number }} Needs */
/** @typedef {{ width: number, height: number, upright: boolean }} Space */
/** @typedef {{ rows: number, row: number, columns: number, height: number }} TablePlan */
/** @typedef {{ queues: TablePlan, campaigns: TablePlan, curve: number, agents: number }} Plan */

// The heads of panels, and the least and largest height of a queue's row, and how many there are at least.
const HEAD = 3.6;
const ROW = { least: 3.55, most: 6, rows: 5 };
const ALONE = { least: 3.55, most: 8, columns: 2, few: 12 };
const CAMPAIGN = { row: 3.55, rows: [3, 2], most: 13 };
// With its head and hours: the usual height, and the least; upright that is the usual one.
const CURVE = 19;
const LOW_CURVE = 12.4;
// A line of agents' tiles, how many lines they keep on an upright screen, and the share of a crowded one that is queues'.
const TILE = { row: 5.3, across: 4, lines: 3, queues: 0.45 };
const NONE = { rows: 0, row: 0, columns: 1, height: 0 };

/** @type {(layout: string, needs: Needs, space: Space) => Plan} */
export function plan(layout, needs, space) {
  if (layout === "queues") return { queues: alone(needs.queues.lines, space), campaigns: NONE, curve: 0, agents: 0 };
  if (layout === "campaigns") return { queues: NONE, campaigns: campaignsAlone(needs.campaigns, space.height), curve: 0, agents: 0 };
  if (layout === "agents") return { queues: NONE, campaigns: NONE, curve: 0, agents: space.height };
  return space.upright ? upright(needs, space.height) : landscape(needs, space.height);
}

// The queues alone: one wide column, or two where they are many and there is room for two.
/** @type {(lines: number, space: Space) => TablePlan} */
function alone(lines, { height, upright: narrow }) {
  const columns = narrow || lines <= ALONE.few ? 1 : ALONE.columns;
  const room = height - HEAD;
  const rows = Math.min(Math.floor(room / ALONE.least), Math.max(1, Math.ceil(lines / columns)));
  return { rows, row: Math.min(ALONE.most, room / rows), columns, height };
}

/** @type {(number: number, height: number) => TablePlan} */
function campaignsAlone(number, height) {
  const rows = Math.max(1, Math.min(number, Math.floor((height - HEAD) / (1.6 * CAMPAIGN.row))));
  return { rows, row: Math.min(CAMPAIGN.most, (height - HEAD) / rows), columns: 1, height };
}

/** @type {(needs: Needs, height: number) => Plan} */
function landscape({ queues, campaigns }, height) {
  for (const [shown, curve] of concessions(campaigns, CURVE)) {
    const below = campaignTable(shown);
    const room = height - below.height - curve - HEAD;
    const table = queueTable(queues, room);
    if (!table) continue;
    const spare = height - below.height - table.height;
    return { queues: curve ? table : { ...table, height: height - below.height }, campaigns: below, curve: curve && spare, agents: height };
  }
  const rows = Math.floor((height - HEAD) / ROW.least);
  return { queues: { rows, row: (height - HEAD) / rows, columns: 1, height }, campaigns: NONE, curve: 0, agents: height };
}

/** @type {(needs: Needs, height: number) => Plan} */
function upright({ queues, campaigns, agents }, height) {
  const lines = Math.max(1, Math.ceil(agents / TILE.across));
  for (const [shown, curve] of concessions(campaigns, LOW_CURVE)) {
    const between = campaignTable(shown);
    const room = height - between.height - curve - 2 * HEAD;
    const wanted = lines * TILE.row;
    const fair = Math.max(room * TILE.queues, room - wanted);
    const most = room - Math.min(lines, TILE.lines) * TILE.row;
    const table = queueTable(queues, fair, most, room - wanted);
    if (!table) continue;
    const rest = height - between.height - table.height;
    const tiles = Math.min(rest - curve, HEAD + wanted * 1.3);
    return { queues: table, campaigns: between, curve: curve && Math.max(curve, rest - tiles), agents: tiles };
  }
  const room = height - 2 * HEAD - Math.min(lines, TILE.lines) * TILE.row;
  const rows = Math.floor(room / ROW.least);
  const table = HEAD + rows * ROW.least;
  return { queues: { rows, row: ROW.least, columns: 1, height: table }, campaigns: NONE, curve: 0, agents: height - table };
}

// What the other panels keep, and what they give up for queues in alarm or warning, step by step.
/** @type {(campaigns: number, curve: number) => Array<[number, number]>} */
function concessions(campaigns, curve) {
  const shown = CAMPAIGN.rows.map((rows) => Math.min(campaigns, rows));
  /** @type {Array<[number, number]>} */
  const steps = [...new Set(shown)].map((rows) => [rows, curve]);
  return [...steps, [Math.min(...shown), LOW_CURVE], [0, curve], [0, LOW_CURVE], [0, 0]];
}

/** @type {(rows: number) => TablePlan} */
function campaignTable(rows) {
  return rows ? { rows, row: CAMPAIGN.row, columns: 1, height: HEAD + rows * CAMPAIGN.row } : NONE;
}

// Nothing where the pinned rows leave no room for another. `most` is what it may take for them, `spare` what no other
// needs: rows grow in it.
/** @type {(needs: QueueNeeds, fair: number, most?: number, spare?: number) => TablePlan | undefined} */
function queueTable({ lines, pinned }, fair, most = fair, spare = fair) {
  const enough = Math.min(lines, Math.max(pinned + 1, ROW.rows));
  const rows = Math.max(1, Math.min(lines, Math.max(Math.floor(fair / ROW.least + 0.02), enough)));
  if (rows * ROW.least > most + 0.01) return undefined;
  const row = Math.max(ROW.least, Math.min(ROW.most, spare / rows));
  return { rows, row, columns: 1, height: HEAD + rows * row };
}
