// What the page says beyond its lists: how many wait, in the tab's title; alarms, as a tone and the browser's own
// notification where enabled; and now and then a summary for screen readers.

import { alarms } from "../alarms.js";
import { catalogue, clock, store } from "../core/page.js";
import { find, isSeen, write } from "../core/dom.js";
import { count, duration } from "../format/format.js";
import { secondsSince } from "../format/levels.js";
import { orderedQueues, worstLines } from "../queues.js";
import { scope } from "../scope.js";
import { sound } from "../sound.js";

// A screen reader hears how many wait at most this often (ms), and only when it has changed.
const SUMMARY = 30_000;
const KEPT = "wallboard.alarms";
const { title = "" } = document.documentElement.dataset;
const announcer = find(document, ".announcer");
let told = 0;
/** @type {number} */
let said;
/** @type {number | undefined} */
let named;

export function giveNotice() {
  store.subscribe("totals", name);
  scope.addEventListener("change", name);
  clock.subscribe(summarise);
  alarms.addEventListener("begin", alarm);
  if (!document.documentElement.hasAttribute("data-past")) alarms.watch();  // an alarm of the past makes no sound
  name();
  said = scope.document.totals.waiting;
}

// Politely, after the previous announcement has ended.
/** @type {(text: string) => void} */
export function announce(text) {
  write(announcer, text);
}

// What a filter has left, of each list that it narrows; of all, when it is gone.
/** @type {(lists: Iterable<HTMLElement>) => void} */
export function announceFound(lists) {
  const seen = [...lists].filter((list) => isSeen(list));
  const narrowed = seen.filter((list) => list.hasAttribute("data-filtered"));
  announce((narrowed.length ? narrowed : seen).map((list) => find(list, ".summary").textContent).join(", "));
}

// Only when it says something else: to change a title costs a browser more than to change a page.
function name() {
  const { waiting } = scope.document.totals;
  if (waiting === named) return;
  named = waiting;
  document.title = waiting ? `(${count(waiting, catalogue)}) ${title}` : title;
}

function summarise() {
  const { waiting, oldest_waiting_since: since } = scope.document.totals;
  if (waiting === said || clock.now - told < SUMMARY) return;
  [told, said] = [clock.now, waiting];
  const time = since && duration(secondsSince(since, clock.now));
  announce(waiting ? catalogue.say("notice_waiting", { n: count(waiting, catalogue), time }) : catalogue.say("no_calls_waiting"));
}

function alarm() {
  const worst = worstLines(orderedQueues(scope.document, clock.now), catalogue);
  const lines = worst
    ? { first: [worst.first, worst.more].filter(Boolean).join(" "), second: worst.second }
    : { first: catalogue.say("alarm_no_one_logged_in"), second: "" };
  announce(`${lines.first}. ${lines.second}`);
  [told, said] = [clock.now, scope.document.totals.waiting];
  if (!wanted()) return;
  sound.alarm();
  if (notifying()) {
    new Notification(lines.first, { body: lines.second, tag: "wallboard", lang: document.documentElement.lang });
  }
}

// Whether the browser lets this page notify.
export function notifying() {
  return globalThis.Notification?.permission === "granted";
}

export function wanted() {
  return localStorage.getItem(KEPT) === "on";
}

// Requests the browser's permission; without https it allows no notifications, and the tone has to do.
/** @type {(yes: boolean) => Promise<void>} */
export async function want(yes) {
  localStorage.setItem(KEPT, yes ? "on" : "off");
  sound.want(yes);
  if (yes && globalThis.Notification?.permission === "default") await Notification.requestPermission();
}
