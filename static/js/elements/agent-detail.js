// <agent-detail>: one agent: what they do now, their day as a band of states with totals, today's figures.

import { catalogue, clock, store } from "../core/page.js";
import { RUNNING } from "../supervisor/lists/agents.js";
import { Asked, NOT_OF_THE_PAST } from "../details/poller.js";
import { band, HEIGHTS, key } from "../details/band.js";
import { readBars } from "../details/bar-reader.js";
import { Kept } from "../details/keyed-list.js";
import { foreign, icon, make, opener } from "../details/make.js";
import { moment, placeName, queueName, inWords, secondsSince } from "../details/wording.js";
import { nameLink } from "../supervisor/name-link.js";
import { findAll, write } from "../core/dom.js";
import { count, duration, offsetOf } from "../format/format.js";
import { pauseTooLong } from "../format/levels.js";
import { isolated } from "../format/names.js";
import { since } from "../roster.js";
import "./time-since.js";

const PACE = 2000;
/** @type {Array<"answered" | "not_answered" | "outbound" | "chats" | "tickets_replied">} */
const COUNTED = ["answered", "not_answered", "outbound", "chats", "tickets_replied"];
const ORDER = ["on_call", "dialing", "ringing", "wrap_up", "paused", "available", "no_phone"];

/** @typedef {{ choice?: string, text: string }} Link */
/** @typedef {Omit<Schema.TimelineSpan, "seconds"> & { seconds?: number }} Span */
/** @typedef {"talk_time" | "pause_time" | "logged_in_time"} Timed */

export class AgentDetail extends HTMLElement {
  /** @type {string | undefined} */
  #login;
  /** @type {(text: string | undefined) => void} */
  #entitle = () => {};
  /** @type {Schema.Timeline | undefined} */
  #day;
  /** @type {Schema.AgentRow | undefined} */
  #row;
  /** @type {boolean | undefined} */
  #tooLong;
  #asked = new Asked(PACE, (day, problem) => this.#told(day, problem));
  /** @type {Record<string, HTMLElement>} */
  #parts = {};
  /** @type {Kept} */
  #links;
  /** @type {HTMLElement} */
  #state;
  /** @type {Kept} */
  #spans;
  /** @type {HTMLElement} */
  #summary;
  /** @type {HTMLElement | undefined} */
  #strip;

  constructor() {
    super();
    store.subscribe("agents", () => this.#login !== undefined && this.#changed());
    store.subscribe("calls", () => this.#row && this.#showLinks());
    clock.subscribe(() => this.#login !== undefined && this.#tick());
  }

  /** @type {(login: string, entitle: (text: string) => void) => void} */
  show(login, entitle) {
    if (login === this.#login) return;
    this.#login = login;
    this.#entitle = (text) => entitle(text ?? login);
    this.#day = this.#row = undefined;
    for (const name of ["now", "timeline", "figures", "spans"]) this.#parts[name] = make("div", { class: name });
    this.replaceChildren(...Object.values(this.#parts));
    this.#build();
    this.#asked.about(`/agents/${encodeURIComponent(login)}/timeline`);
    this.#changed();
  }

  leave() {
    this.#login = this.#row = undefined;
    this.#asked.about(undefined);
  }

  #build() {
    const links = make("ul", { class: "links" });
    this.#links = new Kept(links);
    this.#state = make("div");
    this.#parts.now.append(this.#state, links);
    const head = ["since", "status", "length", "with"].map((name) => make("th", { scope: "col", class: name }, inWords(`column.${name}`)));
    const body = make("tbody");
    this.#spans = new Kept(body);
    this.#summary = make("summary");
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), body);
    this.#parts.spans.append(make("details", { hidden: true }, this.#summary, table));
  }

  #changed() {
    const row = store.document.agents[this.#login ?? ""];
    if (row && row === this.#row) return;
    this.#row = row;
    this.#entitle(row?.name ?? this.#day?.name ?? this.#login);
    this.#showState();
    this.#showLinks();
    this.#showFigures(row?.today);
    this.#asked.soon();
  }

  #showState() {
    const row = this.#row;
    this.#tooLong = row && pauseTooLong(row, clock.now);
    this.#state.replaceChildren(...(row ? now(row, this.#tooLong) : [make("p", { class: "empty" }, inWords("not_here"))]));
    const href = nameLink("agents", this.#login ?? "", row?.name);
    if (href) this.#state.append(make("p", {}, make("a", { href }, inWords("name_it"))));
  }

  #showLinks() {
    this.#links.show(this.#row ? links(this.#row) : [], link);
  }

  /** @type {(day: Schema.Timeline | undefined, problem?: number) => void} */
  #told(day, problem) {
    this.#day = day ?? this.#day;
    if (!day) {
      if (problem === 404 || problem === NOT_OF_THE_PAST) this.#parts.timeline.replaceChildren(make("p", { class: "empty" }, inWords(problem === 404 ? "agent_unknown" : "not_of_the_past")));
      return;
    }
    this.#entitle(this.#row?.name ?? day.name);
    this.#showFigures(this.#row?.today ?? day.figures);
    this.#showDay();
    this.#showSpans();
  }

  #showDay() {
    const day = this.#day;
    if (!day) return;
    const used = ORDER.filter((status) => day.totals[status] > 0);
    const totals = used.map((status) =>
      make("div", {}, make("dt", {}, key(status), catalogue.say(`status.${status}`)), make("dd", { "data-status": status })),
    );
    const heading = make("h3", {}, inWords("day"));
    if (!used.length) return void this.#parts.timeline.replaceChildren(heading, make("p", { class: "empty" }, inWords("not_in_today")));
    const readout = make("p", { class: "readout", "aria-live": "polite" });
    this.#strip = band(day, clock.now, offsetOf(day.as_of), spanSaid);
    const plot = make("div", { role: "group", "aria-label": inWords("day") }, this.#strip);
    readBars({ plot, readout, bars: () => findAll(plot, ".span[data-said]") });
    this.#parts.timeline.replaceChildren(heading, plot, readout, make("dl", { class: "totals" }, ...totals));
    this.#tick();
  }

  // What lasts grows by the clock; everything else waits for the server.
  #tick() {
    if (this.#row && pauseTooLong(this.#row, clock.now) !== this.#tooLong) this.#showState();
    const day = this.#day;
    const running = day?.spans[day.spans.length - 1];
    if (!day || !running || !this.#strip?.isConnected) return;
    const since = Math.max(0, Math.floor((clock.now - Date.parse(day.as_of)) / 1000));
    for (const total of findAll(this.#parts.timeline, "dd")) {
      const { status = "" } = total.dataset;
      write(total, duration(day.totals[status] + (running.status === status && !running.until ? since : 0)));
    }
    if (running.status in HEIGHTS && since % 5 === 0) {
      const strip = band(day, clock.now, offsetOf(day.as_of), spanSaid);
      this.#strip.replaceWith(strip);
      this.#strip = strip;
    }
  }

  /** @type {(today: Schema.AgentToday | undefined) => void} */
  #showFigures(today) {
    if (!today) return void this.#parts.figures.replaceChildren();
    /** @type {(name: string, text: string, more?: HTMLElement) => HTMLElement} */
    const figure = (name, text, more) => make("div", {}, make("dt", {}, inWords(`figure.${name}`)), make("dd", {}, text, more));
    this.#parts.figures.replaceChildren(
      make("h3", {}, inWords("today")),
      make(
        "dl",
        { class: "facts" },
        ...COUNTED.map((name) => figure(name, count(today[name], catalogue))),
      ),
      make(
        "dl",
        { class: "facts times" },
        ...Object.entries(RUNNING).map(([name, began]) => figure(name, duration(today[/** @type {Timed} */ (name)]), this.#running(this.#row && began(this.#row)))),
      ),
    );
  }

  // What of this day has not ended yet is shown separately.
  /** @type {(began: string | undefined) => HTMLElement | undefined} */
  #running(began) {
    if (!began) return undefined;
    const begin = this.#day?.begin;
    const from = begin && Date.parse(begin) > Date.parse(began) ? begin : began;
    return make("span", { class: "running" }, "+ ", make("time-since", { "data-since": from }), ` ${inWords("running")}`);
  }

  // The same as text: for users who cannot see the band, or want the minute.
  #showSpans() {
    // What lasts has as many seconds as the clock says: they make it no other span.
    const spans = [...(this.#day?.spans ?? [])].reverse().map((span) => (span.until ? span : { ...span, seconds: undefined }));
    this.#spans.show(spans, spanRow);
    write(this.#summary, inWords("as_table", { n: spans.length }));
    this.#summary.parentElement?.toggleAttribute("hidden", false);
  }
}

/** @type {(row: Schema.AgentRow, tooLong: boolean | undefined) => HTMLElement[]} */
function now(row, tooLong) {
  const name = tooLong ? "warning" : row.status;
  const word = row.status === "paused" && row.pause ? row.pause.name : catalogue.say(`status.${row.status}`);
  /** @type {Array<HTMLElement | string>} */
  const about = [];
  if (row.team) about.push(foreign(row.team));
  if (row.phone) about.push(foreign(inWords("phone", { phone: row.phone })));
  if (row.pause?.limit !== undefined) about.push(catalogue.say("pause_limit", { limit: duration(row.pause.limit) }));
  if (row.logged_in_since) about.push(inWords("since", { time: moment(row.logged_in_since) }));
  return [
    make("p", { class: "state", "data-status": row.status, "data-level": tooLong ? "warning" : "normal" }, icon(name), foreign(word), make("time-since", { "data-since": since(row) })),
    make("p", { class: "about" }, ...about.flatMap((part, place) => (place ? [" · ", part] : [part]))),
    ...(row.queues.length ? [make("p", { class: "about serves" }, inWords("serves"), " ", foreign(row.queues.map(queueName).map(isolated).join(", ")))] : []),
  ];
}

// What the agent has in hand, in words; a call is a link to its way.
/** @type {(row: Schema.AgentRow) => Link[]} */
function links(row) {
  const preview = row.preview && { text: inWords("preview", { campaign: isolated(placeName(row.preview) ?? ""), record: isolated(row.preview.record_id) }) };
  return [
    ...row.calls.map((id) => ({ choice: `call:${id}`, text: callWords(id) })),
    ...row.chats.map((id) => ({ text: [inWords("chat"), isolated(store.document.chats[id]?.client_name ?? id)].join(" · ") })),
    ...(preview ? [preview] : []),
  ];
}

/** @type {(link: Link) => HTMLElement} */
function link({ choice, text }) {
  return make("li", {}, choice ? opener(choice, foreign(text)) : foreign(text));
}

/** @type {(id: string) => string} */
function callWords(id) {
  const call = store.document.calls[id];
  if (!call) return inWords("call", { id });
  const number = call.direction === "inbound" ? call.source_number : call.destination_number;
  return [catalogue.say(`stage.${call.stage}`), ...[placeName(call), number, call.source_name].flatMap((name) => (name ? isolated(name) : []))].join(" · ");
}

/** @type {(span: Schema.TimelineSpan) => string} */
function spanSaid({ status, pause, since: began, until }) {
  const word = pause ? pause.name : catalogue.say(`status.${status}`);
  return catalogue.say("desk.span_said", { status: isolated(word), since: moment(began), until: until ? moment(until) : catalogue.say("desk.now") });
}

/** @type {(span: Span) => HTMLElement} */
function spanRow(span) {
  const word = span.pause ? span.pause.name : catalogue.say(`status.${span.status}`);
  const over = span.pause?.limit !== undefined && (span.seconds ?? secondsSince(span.since)) > span.pause.limit;
  const place = placeName(span);
  const calls = span.calls.map((id) => opener(`call:${id}`, foreign(place ?? inWords("call", { id }))));
  return make(
    "tr",
    { "data-status": span.status, "data-level": over ? "warning" : "normal" },
    make("td", { class: "since" }, moment(span.since)),
    make("td", { class: "status" }, foreign(over ? `${isolated(word)} · ${catalogue.say("status.too_long")}` : word)),
    make("td", { class: "length" }, span.until ? duration(span.seconds) : make("time-since", { "data-since": span.since })),
    make("td", { class: "with" }, ...calls.flatMap((link, at) => (at ? [", ", link] : [link]))),
  );
}

customElements.define("agent-detail", AgentDetail);
