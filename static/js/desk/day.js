// Whose day the curve and its figures show: one queue's, chosen beside the curve or else by the filter, or everybody's.

import { address } from "./address.js";

// In the address: everybody's, though a queue is filtered for.
const ALL = "*";

export function queueOfDay() {
  const asked = address.get("trend") || address.get("queue");
  return asked === ALL ? "" : asked;
}

/** @type {(queue: string) => void} */
export function chooseDay(queue) {
  const filtered = address.get("queue");
  address.set({ trend: queue === filtered ? "" : queue || ALL });
}
