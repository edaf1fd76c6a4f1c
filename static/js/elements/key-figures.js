// <key-figures>: who waits and how long, service level, abandoned, who can take a call, chats. In an alarm its first
// cell becomes the alarm.

import { catalogue, clock, store } from "../board.js";
import { draw, mark, write } from "../dom.js";
import { count, duration, NOTHING, percent, percentOf, wholePercent } from "../format.js";
import { ALARM, NORMAL, secondsSince, serviceLevelBelow, staffing, tooLongPauses, WARNING } from "../levels.js";
import { orderedQueues, worstLines } from "../queues.js";

const SECTIONS = ["totals", "queues", "chat_queues", "agents", "service_level"];

export class KeyFigures extends HTMLElement {
  #values = new Map();
  #cells = new Map();
  #due = false;

  connectedCallback() {
    for (const cell of this.querySelectorAll(".cell")) this.#cells.set(cell.dataset.cell, cell);
    for (const figure of this.querySelectorAll(".figure")) {
      this.#values.set(figure.dataset.figure, figure.querySelector(".value"));
    }
    for (const section of SECTIONS) store.subscribe(section, () => this.#soon());
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
    const document = store.document;
    const now = clock.now;
    const { totals } = document;
    this.#showFigures(totals, now);
    this.#showWaiting(document, now);
    this.#showServiceLevel(totals, document.service_level);
    this.#showAbandoned(totals.today);
    this.#showAgents(document, now);
    this.#showChats(Object.values(document.chat_queues), now);
  }

  #showFigures({ waiting, oldest_waiting_since: since, today, agents }, now) {
    const tight = Math.max(agents.logged_in, Math.floor(today.abandoned / 10)) >= 100;
    mark(this, "room", tight ? "tight" : "normal");
    this.#figure("waiting", count(waiting, catalogue));
    this.#longest(duration(since && secondsSince(since, now)));
    this.#figure("service_level", String(wholePercent(today.service_level) ?? NOTHING));
    this.#figure("abandoned", count(today.abandoned, catalogue));
    this.#figure("available", count(agents.available, catalogue));
    this.#figure("talking", count(agents.on_call, catalogue));
    this.#figure("paused", count(agents.paused, catalogue));
    this.#figure("logged_in", count(agents.logged_in, catalogue));
  }

  #showWaiting(document, now) {
    const rows = orderedQueues(document, now);
    const { totals } = document;
    const unattended = staffing(totals) === ALARM;
    mark(this.#cell("waiting"), "level", unattended ? ALARM : (rows[0]?.levels.level ?? NORMAL));
    const worst = worstLines(rows, catalogue);
    if (unattended) this.#notes("waiting", [catalogue.say("alarm_nobody"), ALARM, ALARM], [""]);
    else if (worst) this.#notes("waiting", [worst.first, worst.level, worst.level], [worst.second, worst.level]);
    else this.#notes("waiting", ...quietLines(totals));
  }

  #showServiceLevel(totals, rules) {
    const target = catalogue.say("target", { target: percent(rules.target, catalogue) });
    const below = serviceLevelBelow(totals, rules);
    const formula = catalogue.say(`formula.${rules.formula}`, { short: rules.short_abandon, seconds: rules.seconds });
    this.#notes("service_level", below ? [target, WARNING, "below"] : [target], [formula]);
  }

  #showAbandoned({ abandoned, entered }) {
    const share = percentOf(abandoned, entered, catalogue);
    this.#notes("abandoned", [catalogue.say("today")], [entered ? catalogue.say("of_entered", { percent: share }) : ""]);
  }

  #showAgents({ totals, agents }, now) {
    const level = staffing(totals);
    const [available, , paused] = this.#cell("agents").children;
    mark(available, "level", level);
    const text = { [WARNING]: "nobody_available", [ALARM]: "nobody_logged_in" }[level];
    this.#note(available.querySelector(".note"), text ? [catalogue.say(text), level, level] : [""]);
    const tooLong = tooLongPauses(agents, now);
    const line = tooLong ? [catalogue.say("paused_too_long", { n: tooLong }), WARNING, WARNING] : [""];
    this.#note(paused.querySelector(".note"), line);
  }

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
  #longest(text) {
    const value = this.#values.get("longest");
    write(value.firstElementChild, text.slice(0, -3));
    write(value.lastElementChild, text.slice(-3));
    this.#measured(value, text);
  }

  #figure(name, text) {
    const value = this.#values.get(name);
    write(value, text);
    this.#measured(value, text);
  }

  #measured(value, text) {
    mark(value, "length", text.length);
    mark(value.parentElement, "nothing", text === NOTHING || text === "0" ? "" : undefined);
  }

  #notes(cell, ...lines) {
    const notes = this.#cell(cell).querySelectorAll(".note");
    lines.forEach((line, place) => this.#note(notes[place], line));
  }

  #note(note, [text, level = NORMAL, icon = "none"]) {
    mark(note, "level", level);
    mark(note, "icon", icon === "none" ? undefined : icon);
    mark(note, "empty", text === "" && "");
    draw(note.firstElementChild, icon);
    write(note.lastElementChild, text);
  }

  #cell(name) {
    return this.#cells.get(name);
  }
}

function quietLines(totals) {
  const first = totals.waiting === 0 ? catalogue.say("nobody_waits") : "";
  const second = totals.in_ivr ? catalogue.say("in_ivr", { n: totals.in_ivr }) : "";
  return [[first || second], [first ? second : ""]];
}

function sum(numbers) {
  return numbers.reduce((total, n) => total + n, 0);
}

customElements.define("key-figures", KeyFigures);
