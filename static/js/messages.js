// Which message a screen shows now: the important ones first, then the newest; several take turns. Pure.

const TURN_MS = 10_000;

/** @type {(messages: Schema.MessageRow[], now: number) => Schema.MessageRow | undefined} */
export function shownMessage(messages, now) {
  const important = messages.filter(({ level }) => level === "important");
  const shown = (important.length ? important : messages).filter(({ until }) => Date.parse(until) > now);
  return shown[Math.floor(now / TURN_MS) % shown.length];
}
