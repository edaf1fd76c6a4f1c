// Which settings the page offers, and how each is written in a box: plain data, no document. What a value may be, the
// server says.

/** @typedef {{path: string[], kind: "text" | "lines" | "team" | "secret" | "whole" | "percent" | "choice" | "choices" | "truth", seconds?: boolean, choices?: string[], standard?: string[], hint?: string}} Field */

/** @type {Record<string, Field[]>} */
export const ID_FIELDS = {
  queues: [
    { path: ["name"], kind: "text" },
    { path: ["seconds"], kind: "whole", seconds: true, standard: ["service_level", "seconds"] },
    { path: ["warn", "waiting"], kind: "whole" },
    { path: ["warn", "longest_wait"], kind: "whole", seconds: true },
    { path: ["alarm", "waiting"], kind: "whole" },
    { path: ["alarm", "longest_wait"], kind: "whole", seconds: true },
  ],
  chat_queues: [{ path: ["name"], kind: "text" }],
  pauses: [
    { path: ["name"], kind: "text" },
    { path: ["limit"], kind: "whole", seconds: true },
  ],
  agents: [
    { path: ["name"], kind: "text" },
    { path: ["team"], kind: "team" },
  ],
  boards: [{ path: ["title"], kind: "text" }],
};

/** @type {Record<string, Field>} */
export const FIELDS = {
  target: { path: ["target"], kind: "percent" },
  seconds: { path: ["seconds"], kind: "whole", seconds: true },
  short_abandon: { path: ["short_abandon"], kind: "whole", seconds: true },
  formula: {
    path: ["formula"],
    kind: "choice",
    choices: ["short_excluded", "all_abandoned", "answered_only", "late_abandoned", "abandon_in_time"],
  },
  numbers: { path: ["numbers"], kind: "choice", choices: ["full", "last3", "none"] },
  agents: { path: ["agents"], kind: "choice", choices: ["name", "first_name", "initials"] },
  recordings: { path: ["recordings"], kind: "truth", choices: ["true", "false"] },
  language: { path: ["language"], kind: "choice", choices: ["pl", "en"] },
  url: { path: ["url"], kind: "text" },
  user: { path: ["user"], kind: "text" },
  password: { path: ["password"], kind: "secret" },
  to: { path: ["to"], kind: "lines", hint: "mailto:team@example.com" },
  levels: { path: ["levels"], kind: "choices", choices: ["alarm", "warning_alarm"] },
  for: { path: ["for"], kind: "whole", seconds: true },
  over: { path: ["over"], kind: "whole", seconds: true },
  again: { path: ["again"], kind: "whole", seconds: true },
  quiet: { path: ["quiet"], kind: "text", hint: "22:00-06:00" },
  boards: { path: ["boards"], kind: "lines" },
  address: { path: ["address"], kind: "text", hint: "https://wallboard.example.com" },
  host: { path: ["host"], kind: "text", hint: "smtp.example.com" },
  port: { path: ["port"], kind: "whole" },
  from: { path: ["from"], kind: "text" },
  tls: { path: ["tls"], kind: "choice", choices: ["starttls", "tls", "none"] },
};

const BARE = /^[A-Za-z0-9_-]+$/;
const PART = /"(?:[^"\\]|\\.)*"|[^."]+/g;

// An id may be "__proto__" or "constructor", so only an object's own values count.
/** @type {(tree: any, path: string[]) => any} */
export function valueAt(tree, path) {
  for (const key of path) {
    if (tree === null || typeof tree !== "object" || !Object.prototype.hasOwnProperty.call(tree, key)) return undefined;
    tree = tree[key];
  }
  return tree;
}

/** @type {(path: string[], value: unknown) => Record<string, unknown>} */
export function patchOf(path, value) {
  const [key, ...rest] = path;
  return { [key]: rest.length > 0 ? patchOf(rest, value) : value };
}

// The key as in TOML, as `sources` and `errors` have it.
/** @type {(path: string[]) => string} */
export function keyOf(path) {
  return path.map((part) => (BARE.test(part) ? part : JSON.stringify(part))).join(".");
}

/** @type {(key: string) => string[]} */
export function pathOf(key) {
  return (key.match(PART) ?? []).map((part) => (part.startsWith('"') ? JSON.parse(part) : part));
}

// What the box shows of a value.
/** @type {(field: Field, value: any) => string} */
export function written(field, value) {
  if (value === undefined || value === null) return "";
  if (field.kind === "lines") return value.join("\n");
  if (field.kind === "choices") return ["warning", "alarm"].filter((level) => value.includes(level)).join("_");
  return field.kind === "percent" ? String(Math.round(value * 1000) / 10) : String(value);
}

// The value of what is in the box; null where it is empty. What is no number goes to the server as it is, which says so.
/** @type {(field: Field, text: string) => unknown} */
export function read(field, text) {
  const said = text.trim();
  if (said === "") return null;
  if (field.kind === "truth") return said === "true";
  if (field.kind === "lines") return said.split(/\s*\n\s*/);
  if (field.kind === "choices") return said.split("_");
  if (field.kind !== "whole" && field.kind !== "percent") return said;
  const number = Number(said.replace(",", "."));
  if (!Number.isFinite(number)) return said;
  return field.kind === "percent" ? Math.round(number * 10) / 1000 : number;
}

// Seconds as a clock shows them: 90 -> "1:30".
/** @type {(seconds: number) => string} */
export function asClock(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(rest).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

// The ids of a section: those without a name first, the busiest of them on top, then by name.
/** @type {(section: string, answer: any, collator: Intl.Collator) => string[]} */
export function idsOf(section, answer, collator) {
  const named = valueAt(answer.settings, [section]) ?? {};
  const seen = valueAt(answer.seen, [section]) ?? {};
  const events = (/** @type {string} */ id) => valueAt(seen, [id, "events"]) ?? 0;
  const name = (/** @type {string} */ id) => valueAt(named, [id, "name"]) ?? "";
  return [...new Set([...Object.keys(seen), ...Object.keys(named)])].sort(
    (one, other) =>
      Number(Boolean(name(one))) - Number(Boolean(name(other))) ||
      events(other) - events(one) ||
      collator.compare(name(one), name(other)) ||
      collator.compare(one, other),
  );
}

// Changes made by one entry, as one.
/** @template {{version: number}} Change @param {Change[]} changes @returns {Change[][]} */
export function byVersion(changes) {
  /** @type {Map<number, Change[]>} */
  const groups = new Map();
  for (const change of changes) {
    const group = groups.get(change.version);
    if (group) group.push(change);
    else groups.set(change.version, [change]);
  }
  return [...groups.values()];
}
