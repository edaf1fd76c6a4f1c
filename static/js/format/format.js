// Numbers, shares, durations and clock times as text. Pure: no DOM, no current time.

export const NOTHING = "–";
const MINUTE = 60;
const HOUR = 3600;

/** @type {(seconds: number | undefined) => string} */
export function duration(seconds) {
  if (seconds === undefined || !Number.isFinite(seconds)) return NOTHING;
  const whole = Math.max(0, Math.floor(seconds));
  const rest = two(whole % MINUTE);
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}:${rest}`;
  return `${Math.floor(whole / HOUR)}:${two(Math.floor((whole % HOUR) / MINUTE))}:${rest}`;
}

// As `duration`, but from an hour on without the seconds, which say nothing any more: "1 h 05".
/** @type {(seconds: number | undefined) => string} */
export function briefDuration(seconds) {
  if (seconds === undefined || !(seconds >= HOUR)) return duration(seconds);
  return `${Math.floor(seconds / HOUR)}\u00a0h\u00a0${two(Math.floor((seconds % HOUR) / MINUTE))}`;
}

/** @type {(n: number | undefined, catalogue: Catalogue) => string} */
export function count(n, catalogue) {
  if (n === undefined) return NOTHING;
  const digits = String(n);
  if (n < catalogue.list("group_from")) return digits;
  return digits.replace(/\B(?=(\d{3})+$)/g, catalogue.list("group"));
}

// Integer percent, rounded down: a target that was narrowly missed must not read as met. The tiny addend
// undoes what binary fractions take away (0.29 * 100 = 28.999…).
/** @type {(share: number | undefined) => number | undefined} */
export function wholePercent(share) {
  return share === undefined ? undefined : Math.floor(share * 100 + 1e-6);
}

/** @type {(share: number | undefined, catalogue: Catalogue) => string} */
export function percent(share, catalogue) {
  return share === undefined ? NOTHING : catalogue.say("percent", { n: wholePercent(share) });
}

// A service level of few calls is told in calls: "3 of 4".
export const FEW_CALLS = 20;

/** @type {(parts: Schema.ServiceLevelParts, catalogue: Catalogue) => string} */
export function level({ in_time, counted }, catalogue) {
  if (!counted) return NOTHING;
  if (counted < FEW_CALLS) return catalogue.say("few_of", { n: in_time, of: counted });
  return percent(in_time / counted, catalogue);
}

// As `level`, where there is little room: "3/4".
/** @type {(parts: Schema.ServiceLevelParts, catalogue: Catalogue) => string} */
export function shortLevel({ in_time, counted }, catalogue) {
  return counted > 0 && counted < FEW_CALLS ? `${in_time}/${counted}` : level({ in_time, counted }, catalogue);
}

// One decimal, rounded half up, in integers, as the server rounds.
/** @type {(part: number, whole: number, catalogue: Catalogue) => string} */
export function percentOf(part, whole, catalogue) {
  if (!whole) return NOTHING;
  const tenths = Math.floor((2000 * part + whole) / (2 * whole));
  const text = `${Math.floor(tenths / 10)}${catalogue.list("decimal")}${tenths % 10}`;
  return catalogue.say("percent", { n: text });
}

/** @type {(seconds: number, catalogue: Catalogue) => string} */
export function age(seconds, catalogue) {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  if (whole < 2 * MINUTE) return catalogue.say("stale_seconds", { n: whole });
  if (whole < HOUR) return catalogue.say("stale_minutes", { n: minutes });
  if (hours < 48) return catalogue.say(minutes ? "stale_hours_minutes" : "stale_hours", { n: hours, minutes });
  return catalogue.say("stale_days", { n: Math.floor(whole / (24 * HOUR)) });
}

// An instant by the call center's wall clock: its own offset decides, never the machine's time zone.
/** @type {(milliseconds: number, offsetMinutes: number) => Wall} */
export function wall(milliseconds, offsetMinutes) {
  const shifted = new Date(milliseconds + offsetMinutes * 60_000);
  return {
    time: `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}`,
    seconds: two(shifted.getUTCSeconds()),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    weekday: shifted.getUTCDay(),
    day: shifted.getUTCDate(),
    month: shifted.getUTCMonth() + 1,
  };
}

/** @type {(at: Wall, catalogue: Catalogue) => string} */
export function longDate(at, catalogue) {
  return `${catalogue.list("weekdays")[at.weekday]} ${at.day} ${catalogue.list("months")[at.month - 1]}`;
}

/** @type {(at: Wall, catalogue: Catalogue) => string} */
export function shortDate(at, catalogue) {
  const weekday = catalogue.list("weekdays_short")[at.weekday];
  return catalogue.say("date_short", { weekday, day: at.day, month: two(at.month) });
}

/** @type {(iso: string) => number} */
export function offsetOf(iso) {
  const found = /([+-])(\d\d):?(\d\d)$/.exec(iso);
  return found ? (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) : 0;
}

/** @type {(n: number) => string} */
function two(n) {
  return String(n).padStart(2, "0");
}
