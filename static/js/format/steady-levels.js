// Levels that do not flap: hysteresis for queues' alarms and warnings, and for the tone. Pure: the moment is given.

import { levelOf, queueLevels, rank } from "./levels.js";

// A level that is shown stays at least this long (ms)…
export const MIN_SHOWN_MS = 15_000;
// …and a queue, or whatever else begins an alarm, sounds at most this often (ms).
export const MIN_TONE_INTERVAL_MS = 60_000;

/** @typedef {{ level: Level, shownAt: number, reachedAt: number }} Shown */

export class SteadyLevels {
  /** @type {Map<string, Shown>} */
  #shown = new Map();

  // A queue's levels as `queueLevels` has them, but none goes down before it may.
  /** @type {(id: string, queue: Schema.QueueRow, now: number) => QueueLevels} */
  of(id, queue, now) {
    return queueLevels(queue, now, (figure) => this.#level(`${figure.name} ${id}`, figure, now));
  }

  /** @type {(key: string, figure: Figure, now: number) => Level} */
  #level(key, figure, now) {
    const next = step(this.#shown.get(key), figure, now);
    if (next) this.#shown.set(key, next);
    else this.#shown.delete(key);
    return next?.level ?? "normal";
  }
}

// What is shown of a figure after this moment. A level ends when it was shown long enough and the value is a step below
// the limit, or when the limit was not reached for as long.
/** @type {(shown: Shown | undefined, figure: Figure, now: number) => Shown | undefined} */
function step(shown, figure, now) {
  const level = levelOf(figure);
  if (shown && rank(level) === rank(shown.level)) return { ...shown, reachedAt: now };
  if (shown && rank(level) > rank(shown.level) && !mayEnd(shown, figure, now)) return shown;
  return level === "normal" ? undefined : { level, shownAt: now, reachedAt: now };
}

/** @type {(shown: Shown, figure: Figure, now: number) => boolean} */
function mayEnd({ level, shownAt, reachedAt }, figure, now) {
  const limit = figure[/** @type {"alarm" | "warning"} */ (level)];
  if (limit === undefined || now < reachedAt) return true; // another configuration, or another clock
  const clear = (figure.value ?? 0) < Math.max(1, limit - figure.step(limit));
  return now - reachedAt >= MIN_SHOWN_MS || (clear && now - shownAt >= MIN_SHOWN_MS);
}

export class ToneLimit {
  /** @type {Map<string, number>} */
  #soundedAt = new Map();

  // Whether any of those that have just begun may sound.
  /** @type {(begun: string[], now: number) => boolean} */
  allows(begun, now) {
    for (const [name, at] of this.#soundedAt) if (Math.abs(now - at) >= MIN_TONE_INTERVAL_MS) this.#soundedAt.delete(name);
    const due = begun.filter((name) => !this.#soundedAt.has(name));
    for (const name of due) this.#soundedAt.set(name, now);
    return due.length > 0;
  }
}

// The page's own: every element that shows a queue's level takes it from here.
export const steadyLevels = new SteadyLevels();
