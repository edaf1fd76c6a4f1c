// <key-figures>: who waits and how long, service level, abandoned, who can take a call, chats. In an alarm its first
// cell becomes the alarm.

import { catalogue, clock, store } from "../board.js";
import { draw, find, findAll, mark, write } from "../dom.js";
import { count, duration, NOTHING, percent, percentOf, wholePercent } from "../format.js";
import { ALARM, NORMAL, secondsSince, serviceLevelBelow, staffing, tooLongPauses, WARNING } from "../levels.js";
import { orderedQueues, worstLines } from "../queues.js";
import { scope } from "../scope.js";

/** @type {Array<keyof Doc>} */
const SECTIONS = ["totals", "queues", "chat_queues", "agents", "service_level"];

/** @type {Partial<Record<Level, string>>} */
const NOBODY = { [WARNING]: "no_one_available", [ALARM]: "no_one_logged_in" };

/** @typedef {[text: string, level?: Level, icon?: string]} NoteLine */

export class KeyFigures extends HTMLElement {
  /** @type {Map<string | undefined, HTMLElement>} */
  #values = new Map();
  /** @type {Map<string | undefined, HTMLElement>} */
  #cells = new Map();
  #due = false;

  connectedCallback() {
    for (const cell of findAll(this, ".cell")) this.#cells.set(cell.dataset.cell, cell);
    for (const figure of findAll(this, ".figure")) this.#values.set(figure.dataset.figure, find(figure, ".value"));
    for (const section of SECTIONS) store.subscribe(section, () => this.#soon());
    scope.addEventListener("change", () => this.#show());
    clock.subscribe(() => this.#show());
    this.#show();
  }

  // One event touches several sections of the document: show them together.
  #soon() {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => this.#show());
  }

  #show() {
    this.#due = false;
    const { document } = scope;
    const now = clock.now;
    const { totals } = document;
    this.#showFigures(totals, now);
    this.#showWaiting(document, now);
    this.#showServiceLevel(totals, document.service_level);
    this.#showAbandoned(totals.today);
    this.#showAgents(document, now);
    this.#showChats(Object.values(document.chat_queues), now);
  }

  /** @type {(totals: Schema.Totals, now: number) => void} */
  #showFigures({ waiting, oldest_waiting_since: since, today, agents }, now) {
    const tight = Math.max(agents.logged_in, Math.floor(today.abandoned / 10)) >= 100;
    mark(this, "room", tight ? "tight" : "normal");
    this.#figure("waiting", count(waiting, catalogue));
    this.#longest(duration(since === undefined ? since : secondsSince(since, now)));
    this.#figure("service_level", String(wholePercent(today.service_level) ?? NOTHING));
    this.#figure("abandoned", count(today.abandoned, catalogue));
    this.#figure("available", count(agents.available, catalogue));
    this.#figure("talking", count(agents.on_call, catalogue));
    this.#figure("paused", count(agents.paused, catalogue));
    this.#figure("logged_in", count(agents.logged_in, catalogue));
  }

  /** @type {(document: Doc, now: number) => void} */
  #showWaiting(document, now) {
    const rows = orderedQueues(document, now);
    const { totals } = document;
    const unattended = staffing(totals) === ALARM;
    mark(this.#cell("waiting"), "level", unattended ? ALARM : (rows[0]?.levels.level ?? NORMAL));
    const worst = worstLines(rows, catalogue);
    if (unattended) this.#notes("waiting", [catalogue.say("alarm_no_one_logged_in"), ALARM, ALARM], [""]);
    else if (worst) this.#notes("waiting", [worst.first, worst.level, worst.level], [worst.second, worst.level]);
    else this.#notes("waiting", ...quietLines(totals));
  }

  /** @type {(totals: Schema.Totals, rules: Schema.ServiceLevelRow) => void} */
  #showServiceLevel(totals, rules) {
    const target = catalogue.say("target", { target: percent(rules.target, catalogue), seconds: rules.seconds });
    const below = serviceLevelBelow(totals, rules);
    const formula = catalogue.say(`formula.${rules.formula}`, { short: rules.short_abandon, seconds: rules.seconds });
    this.#notes("service_level", below ? [target, WARNING, "below"] : [target], [formula]);
  }

  /** @type {(today: Schema.QueueToday) => void} */
  #showAbandoned({ abandoned, entered }) {
    const share = percentOf(abandoned, entered, catalogue);
    this.#notes("abandoned", [catalogue.say("today")], [entered ? catalogue.say("of_calls", { percent: share }) : ""]);
  }

  /** @type {(document: Doc, now: number) => void} */
  #showAgents({ totals, agents }, now) {
    const level = staffing(totals);
    const [available, , paused] = findAll(this.#cell("agents"), ".part");
    mark(available, "level", level);
    const text = NOBODY[level];
    this.#note(find(available, ".note"), text ? [catalogue.say(text), level, level] : [""]);
    const tooLong = tooLongPauses(agents, now);
    /** @type {NoteLine} */
    const line = tooLong ? [catalogue.say("paused_too_long", { n: tooLong }), WARNING, WARNING] : [""];
    this.#note(find(paused, ".note"), line);
  }

  /** @type {(queues: Schema.ChatQueueRow[], now: number) => void} */
  #showChats(queues, now) {
    this.#cell("chats").hidden = queues.length === 0;
    mark(this, "chats", queues.length > 0 && "");
    const waiting = sum(queues.map((queue) => queue.waiting));
    const waits = queues.flatMap(({ oldest_waiting_since: since }) => (since ? [secondsSince(since, now)] : []));
    this.#figure("chats", count(waiting, catalogue));
    const active = catalogue.say("chats_active", { n: sum(queues.map((queue) => queue.active)) });
    const oldest = catalogue.say("oldest_chat", { time: duration(Math.max(...waits)) });
    this.#notes("chats", [waiting ? catalogue.say("chats_waiting", { n: waiting }) : ""], [waits.length ? oldest : active]);
  }

  // The seconds apart: where hours stand before them they are smaller.
  /** @type {(text: string) => void} */
  #longest(text) {
    const value = this.#value("longest");
    write(find(value, ".most"), text.slice(0, -3));
    write(find(value, ".rest"), text.slice(-3));
    this.#measured(value, text);
  }

  /** @type {(name: string, text: string) => void} */
  #figure(name, text) {
    const value = this.#value(name);
    write(value, text);
    this.#measured(value, text);
  }

  /** @type {(value: HTMLElement, text: string) => void} */
  #measured(value, text) {
    mark(value, "length", text.length);
    mark(/** @type {HTMLElement} */ (value.parentElement), "nothing", text === NOTHING || text === "0" ? "" : undefined);
  }

  /** @type {(cell: string, ...lines: NoteLine[]) => void} */
  #notes(cell, ...lines) {
    const notes = findAll(this.#cell(cell), ".note");
    lines.forEach((line, place) => this.#note(notes[place], line));
  }

  /** @type {(note: HTMLElement, line: NoteLine) => void} */
  #note(note, [text, level = NORMAL, icon = "none"]) {
    mark(note, "level", level);
    mark(note, "icon", icon === "none" ? undefined : icon);
    mark(note, "empty", text === "" && "");
    draw(find(note, ".icon"), icon);
    write(find(note, ".text"), text);
  }

  /** @type {(name: string) => HTMLElement} */
  #cell(name) {
    return /** @type {HTMLElement} */ (this.#cells.get(name));
  }

  /** @type {(name: string) => HTMLElement} */
  #value(name) {
    return /** @type {HTMLElement} */ (this.#values.get(name));
  }
}

/** @type {(totals: Schema.Totals) => NoteLine[]} */
function quietLines(totals) {
  const first = totals.waiting === 0 ? catalogue.say("no_calls_waiting") : "";
  const second = totals.in_ivr ? catalogue.say("in_ivr", { n: totals.in_ivr }) : "";
  return [[first || second], [first ? second : ""]];
}

/** @type {(numbers: number[]) => number} */
function sum(numbers) {
  return numbers.reduce((total, n) => total + n, 0);
}

customElements.define("key-figures", KeyFigures);
