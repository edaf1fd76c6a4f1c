// Hours of the day as addresses write them ("22-6", "7-20"), and when it is light outside. Pure.

/** @type {(range: string | null, at: Wall) => boolean} */
export function within(range, at) {
  const found = /^(\d{1,2})-(\d{1,2})$/.exec(range ?? "");
  if (!found) return false;
  const [from, to] = [Number(found[1]) % 24, Number(found[2]) % 24];
  return from <= to ? at.hour >= from && at.hour < to : at.hour >= from || at.hour < to;
}

// `months`: sunrise and sunset by month, in hours of the clock on the wall.
/** @type {(at: Wall, months: number[][]) => boolean} */
export function daylight(at, months) {
  const [up, down] = months[at.month - 1];
  return at.hour >= up && at.hour < down;
}
