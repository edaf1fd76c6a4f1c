// Hours of the day as settings write them ("22-6", "7-20"), and when it is light outside. Pure.

// Sunrise and sunset of central Europe by month, in hours of the clock on the wall: [up, down].
const DAYLIGHT = [
  [8, 16], [7, 17], [6, 18], [6, 20], [5, 20], [4, 21],
  [5, 21], [5, 20], [6, 19], [7, 18], [7, 16], [8, 15],
];

export function within(range, at) {
  const found = /^(\d{1,2})-(\d{1,2})$/.exec(range ?? "");
  if (!found) return false;
  const [from, to] = [Number(found[1]) % 24, Number(found[2]) % 24];
  return from <= to ? at.hour >= from && at.hour < to : at.hour >= from || at.hour < to;
}

export function daylight(at) {
  const [up, down] = DAYLIGHT[at.month - 1];
  return at.hour >= up && at.hour < down;
}
