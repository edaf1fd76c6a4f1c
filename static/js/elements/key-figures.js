// <key-figures>: who waits and how long, service level, abandoned, who can take a call, chats. In an alarm its first
// cell becomes the alarm.

import { catalogue, clock, page, store } from "../core/page.js";
import { draw, find, findAll, mark, write } from "../core/dom.js";
import { briefDuration, count, duration, FEW_CALLS, NOTHING, percent, percentOf, shortLevel, wall, wholePercent } from "../format/format.js";
import { ALARM, NORMAL, secondsSince, serviceLevelBelow, staffing, tooLongPauses, WARNING } from "../format/levels.js";
import { orderedQueues, worstLines } from "../queues.js";
import { scope } from "../scope.js";
import { thenAtThisTime } from "../compared.js";
import { counted, shownWindow, windowBegin } from "../window.js";

/** @type {Array<keyof Doc>} */
const SECTIONS = ["totals", "queues", "chat_queues", "agents", "service_level", "trend", "reference"];

/** @type {Partial<Record<Level, string>>} */
const NOBODY = { [WARNING]: "no_one_available", [ALARM]: "no_one_logged_in" };

// Those logged in of whom the three figures say nothing.
/** @type {Array<"ringing" | "dialing" | "wrap_up" | "no_phone">} */
const OTHERS = ["ringing", "dialing", "wrap_up", "no_phone"];
const { dayStart = "00:00" } = document.documentElement.dataset;
const time = page.tv ? briefDuration : duration;

/** @typedef {{ text: string, level?: Level, icon?: string, more?: string }} NoteLine */

/** @type {NoteLine} */
const NO_NOTE = { text: "" };
// Of the figures (rem): the usual one twice, the second time without the labels' icons.
const SIZES = [12, 12, 11, 10, 9, 8, 7];

export class KeyFigures extends HTMLElement {
  /** @type {Map<string | undefined, HTMLElement>} */
  #values = new Map();
  /** @type {Map<string | undefined, HTMLElement>} */
  #cells = new Map();
  #due = false;
  #fitted = "";

  connectedCallback() {
    for (const cell of findAll(this, ".cell")) this.#cells.set(cell.dataset.cell, cell);
    for (const figure of findAll(this, ".figure")) this.#values.set(figure.dataset.figure, find(figure, ".value"));
    for (const section of SECTIONS) store.subscribe(section, () => this.#soon());
    scope.addEventListener("change", () => this.#show());
    clock.subscribe(() => this.#show());
    page.onTurn(() => this.#show());
    for (const event of ["resize", "layoutchange"]) (event === "resize" ? window : document).addEventListener(event, () => this.#fit());
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
    const totals = { ...document.totals, today: counted(document.totals) };
    this.#showFigures(totals, now);
    this.#showWaiting(document, now);
    this.#showServiceLevel(totals, document.service_level);
    this.#showAbandoned(totals.today, document);
    this.#showAgents(document, now);
    this.#showChats(Object.values(document.chat_queues), now);
  }

  /** @type {(totals: Schema.Totals, now: number) => void} */
  #showFigures({ waiting, oldest_waiting_since: since, today, agents }, now) {
    this.#figure("waiting", count(waiting, catalogue));
    this.#longest(time(since === undefined ? since : secondsSince(since, now)));
    const parts = today.service_level_parts;
    const few = shownWindow() > 0 && parts.counted > 0 && parts.counted < FEW_CALLS;
    mark(this.#cell("service_level"), "few", few && "");
    this.#figure("service_level", few ? shortLevel(parts, catalogue) : String(wholePercent(today.service_level) ?? NOTHING));
    this.#figure("abandoned", count(today.abandoned, catalogue));
    this.#figure("available", count(agents.available, catalogue));
    this.#figure("talking", count(agents.on_call, catalogue));
    this.#figure("paused", count(agents.paused, catalogue));
    this.#figure("logged_in", count(agents.logged_in, catalogue));
    this.#fit();
  }

  /** @type {(document: Doc, now: number) => void} */
  #showWaiting(document, now) {
    const rows = orderedQueues(document, now);
    const { totals } = document;
    const unattended = staffing(totals) === ALARM;
    mark(this.#cell("waiting"), "level", unattended ? ALARM : (rows[0]?.levels.level ?? NORMAL));
    const worst = worstLines(rows, catalogue, time);
    if (unattended) this.#notes("waiting", { text: catalogue.say("alarm_no_one_logged_in"), level: ALARM, icon: ALARM }, NO_NOTE);
    else if (worst) {
      const { level, first, second, more } = worst;
      this.#notes("waiting", { text: first, more, level, icon: level }, { text: second, level });
    }
    else this.#notes("waiting", ...quietLines(totals));
  }

  /** @type {(totals: Schema.Totals, rules: Schema.ServiceLevelRow) => void} */
  #showServiceLevel(totals, rules) {
    const key = page.tv ? "tv.target" : "target";
    const text = catalogue.say(key, { target: percent(rules.target, catalogue), seconds: rules.seconds });
    const below = serviceLevelBelow(totals, rules);
    const formula = catalogue.say(`formula.${rules.formula}`, { short: rules.short_abandon, seconds: rules.seconds });
    mark(this.#cell("service_level"), "below", below && "");
    this.#notes("service_level", below ? { text, level: WARNING, icon: "below" } : { text }, { text: formula });
    if (shownWindow()) this.#note(findAll(this.#cell("service_level"), ".note")[1], this.#window());
    find(this, ".meter .done").style.width = `${100 * (totals.today.service_level ?? 0)}%`;
    find(this, ".meter .goal").style.left = `${100 * rules.target}%`;
  }

  // Which minutes the figures are of.
  /** @type {() => NoteLine} */
  #window() {
    return { text: catalogue.say("tv.window", { n: shownWindow(), time: windowBegin(shownWindow()) }) };
  }

  /** @type {(today: Schema.QueueToday, document: Doc) => void} */
  #showAbandoned({ abandoned, entered }, document) {
    const share = percentOf(abandoned, entered, catalogue);
    const lines = [catalogue.say("today"), entered ? catalogue.say("of_calls", { percent: share }) : ""];
    const then = thenAtThisTime("abandoned", document, wall(clock.now, clock.offset), dayStart, catalogue, true);
    const other = shownWindow() ? this.#window().text : then;
    // An upright screen has room for one line.
    const [first, second] = !page.tv ? lines : page.portrait && other ? [other, ""] : [lines[1], other];
    this.#notes("abandoned", { text: first }, { text: second });
  }

  /** @type {(document: Doc, now: number) => void} */
  #showAgents({ totals, agents }, now) {
    const level = staffing(totals);
    const [available, , paused] = findAll(this.#cell("agents"), ".part");
    mark(available, "level", level);
    const nobody = NOBODY[level];
    const nobodyNote = nobody ? { text: catalogue.say(nobody), level, icon: level } : NO_NOTE;
    this.#note(find(available, ".note"), nobodyNote);
    const tooLong = tooLongPauses(agents, now);
    const tooLongNote = tooLong ? { text: catalogue.say("paused_too_long", { n: tooLong }), level: WARNING, icon: WARNING } : NO_NOTE;
    this.#note(find(paused, ".note"), tooLongNote);
    this.#showStaff(totals.agents, [nobodyNote, tooLongNote]);
  }

  // The line of everybody, its legend for those who have no figure of their own, and what is wrong.
  /** @type {(agents: Schema.Totals["agents"], wrong: NoteLine[]) => void} */
  #showStaff(agents, wrong) {
    for (const segment of findAll(this, ".segments > *")) {
      const n = agents[/** @type {keyof Schema.Totals["agents"]} */ (segment.dataset.status)];
      segment.style.flexGrow = String(n);
      segment.hidden = n === 0;
    }
    const others = OTHERS.filter((status) => agents[status]).map((status) => catalogue.say(`tv.staff.${status}`, { n: count(agents[status], catalogue) }).replace(/ /g, "\u00a0"));
    const all = count(agents.logged_in, catalogue);
    const text = others.length ? `${all}: ${others.join(" · ")}` : catalogue.say("logged_in", { n: all });
    const lines = [{ text: agents.logged_in ? text : "" }, ...wrong];
    findAll(this, ".staff .note").forEach((note, place) => this.#note(note, lines[place]));
  }

  /** @type {(queues: Schema.ChatQueueRow[], now: number) => void} */
  #showChats(queues, now) {
    this.#cell("chats").hidden = queues.length === 0;
    mark(this, "chats", queues.length > 0 && "");
    const waiting = sum(queues.map((queue) => queue.waiting));
    const waits = queues.flatMap(({ oldest_waiting_since: since }) => (since ? [secondsSince(since, now)] : []));
    this.#figure("chats", count(waiting, catalogue));
    const active = catalogue.say("chats_active", { n: sum(queues.map((queue) => queue.active)) });
    const oldest = catalogue.say(page.tv ? "tv.oldest_chat" : "oldest_chat", { time: duration(Math.max(...waits)) });
    this.#notes("chats", { text: waiting ? catalogue.say("chats_waiting", { n: waiting }) : "" }, { text: waits.length ? oldest : active });
  }

  // On a TV hours and minutes are figures, and what stands between them is a unit.
  /** @type {(text: string) => void} */
  #longest(text) {
    const value = this.#value("longest");
    const [most, hours = "", rest = ""] = text.split("\u00a0");
    write(find(value, ".most"), most);
    write(find(value, ".hours"), hours && `\u00a0${hours}\u00a0`);
    write(find(value, ".rest"), rest);
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
    mark(/** @type {HTMLElement} */ (value.parentElement), "empty", text === NOTHING || text === "0" ? "" : undefined);
  }

  // All figures a size smaller, as often as it takes: only where there are more digits than usual. Their number decides,
  // so it is measured again only when that changes.
  #fit() {
    if (!page.tv) return;
    const key = [page.layout, innerWidth, innerHeight, document.fonts.status, ...findAll(this, ".value").map(({ dataset }) => dataset.length)].join(" ");
    if (key === this.#fitted) return;
    this.#fitted = key;
    for (let step = 0; step < SIZES.length; step++) {
      this.style.setProperty("--figure", `${SIZES[step]}rem`);
      mark(this, "tight", step > 0 && "");
      if (this.scrollWidth <= this.clientWidth) return;
    }
  }

  /** @type {(cell: string, ...lines: NoteLine[]) => void} */
  #notes(cell, ...lines) {
    const notes = findAll(this.#cell(cell), ".note");
    lines.forEach((line, place) => this.#note(notes[place], line));
  }

  /** @type {(note: HTMLElement, line: NoteLine) => void} */
  #note(note, { text, level = NORMAL, icon = "none", more = "" }) {
    mark(note, "level", level);
    mark(note, "icon", icon === "none" ? undefined : icon);
    mark(note, "empty", text === "" && "");
    draw(find(note, ".icon"), icon);
    write(find(note, ".text"), text);
    write(find(note, ".more"), more && ` ${more}`);
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
  return [{ text: first || second }, { text: first ? second : "" }];
}

/** @type {(numbers: number[]) => number} */
function sum(numbers) {
  return numbers.reduce((total, n) => total + n, 0);
}

customElements.define("key-figures", KeyFigures);
