// <event-log>: the last 200 events as they arrived, the newest on top; can be paused, and filtered by agent, queue
// and call, which the address keeps as `log.agent=` and so on. It requests what is new when the stream says that something is, at most once a second.

import { catalogue, store } from "../core/page.js";
import { address } from "../supervisor/address.js";
import { Asked } from "../details/poller.js";
import { foreign, make, opener } from "../details/make.js";
import { agentName, chatQueueName, moment, queueName, inWords } from "../details/wording.js";
import { find, write } from "../core/dom.js";
import { byKey, isolated, sortKey } from "../format/names.js";

const PACE = 1000;
const MOST = 200;
const TYPED = 250;
const FILTERS = ["agent", "queue", "connection"];
// What is said of an event after its name, in this order, where it is known.
const MORE = ["source_number", "phone_number", "source_name", "client_name", "name", "pause_id", "hold_time", "billsec", "ticket_id", "customer_id", "record_id"];

export class EventLog extends HTMLElement {
  /** @type {((text: string) => void) | undefined} */
  #entitle;
  #version = 0;
  #paused = false;
  #pointed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {HTMLElement} */
  #people;
  /** @type {HTMLElement} */
  #queues;
  /** @type {HTMLFormElement} */
  #form;
  /** @type {HTMLElement} */
  #pauseButton;
  /** @type {HTMLElement} */
  #noteLine;
  /** @type {HTMLElement} */
  #rows;
  #asked = new Asked(PACE, (answer) => answer && this.#told(answer));

  constructor() {
    super();
    store.subscribe("feed", () => this.#entitle && this.#changed());
  }

  /** @type {(_: string, entitle: (text: string) => void) => void} */
  show(_, entitle) {
    this.#entitle = entitle;
    entitle(inWords("log"));
    if (!this.firstChild) this.#build();
    this.#offer();
    for (const name of FILTERS) this.#field(name).value = address.get(`log.${name}`);
    this.#begin();
  }

  leave() {
    this.#entitle = undefined;
    this.#asked.about(undefined);
  }

  #build() {
    /** @type {(name: string, control: HTMLElement) => HTMLElement} */
    const field = (name, control) => make("label", {}, make("span", {}, inWords(`filter.${name}`)), control);
    /** @type {(name: string, more?: import("../details/make.js").Attributes) => HTMLElement} */
    const input = (name, more) => make("input", { name, type: "text", autocomplete: "off", spellcheck: "false", ...more });
    this.#people = make("datalist", { id: "log-agents" });
    this.#queues = make("select", { name: "queue" });
    this.#form = /** @type {HTMLFormElement} */ (make(
      "form",
      { class: "filters" },
      field("agent", input("agent", { list: "log-agents" })),
      field("queue", this.#queues),
      field("connection", input("connection")),
      this.#people,
    ));
    this.#pauseButton = make("button", { type: "button", class: "pause", "aria-pressed": "false" }, inWords("pause"));
    this.#noteLine = make("p", { class: "note", role: "status" });
    const head = ["at", "event"].map((name) => make("th", { scope: "col", class: name }, inWords(`column.${name}`)));
    this.#rows = make("tbody");
    const table = make("table", { "aria-label": inWords("log") }, make("thead", {}, make("tr", {}, ...head)), this.#rows);
    this.append(this.#form, make("div", { class: "tools" }, this.#noteLine, this.#pauseButton), table, make("p", { class: "empty" }, inWords("no_events")));
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#take(), TYPED);
    });
    this.#pauseButton.addEventListener("click", () => this.#pause(!this.#paused));
    this.#rows.addEventListener("pointerover", ({ pointerType }) => this.#point(pointerType !== "touch"));
    this.#rows.addEventListener("pointerleave", () => this.#point(false));
    this.#rows.addEventListener("focusin", () => this.#changed());
    this.#rows.addEventListener("focusout", () => queueMicrotask(() => this.#changed()));
  }

  // Rows under the pointer or in focus stay where they are.
  get #held() {
    return this.#paused || this.#pointed || this.#rows.contains(document.activeElement);
  }

  /** @type {(at: boolean) => void} */
  #point(at) {
    if (at === this.#pointed) return;
    this.#pointed = at;
    this.#changed();
  }

  #take() {
    if (!this.#entitle) return;
    address.set(Object.fromEntries(FILTERS.map((name) => [`log.${name}`, this.#field(name).value.trim()])));
    this.#begin();
  }

  // From the beginning: the last 200 of what is requested.
  #begin() {
    this.#version = 0;
    this.#rows.replaceChildren();
    const wanted = FILTERS.map((name) => [name, this.#field(name).value.trim()]).filter(([, value]) => value);
    const query = new URLSearchParams(wanted.map(([name, value]) => [name, name === "agent" ? login(value) : value]));
    this.#asked.about(() => `/log?after=${this.#version}&limit=${MOST}&${query}`);
  }

  #changed() {
    this.#note();
    if (!this.#held) this.#asked.soon();
  }

  /** @type {(paused: boolean) => void} */
  #pause(paused) {
    this.#paused = paused;
    this.#pauseButton.setAttribute("aria-pressed", String(paused));
    write(this.#pauseButton, inWords(paused ? "resume" : "pause"));
    this.#changed();
  }

  #note() {
    write(this.#noteLine, this.#paused ? inWords("paused_log") : this.#held ? inWords("paused_while_reading") : "");
  }

  /** @type {(log: Schema.Log) => void} */
  #told({ version, events }) {
    if (this.#held && this.#version) return;
    this.#version = version;
    this.#rows.prepend(...[...events].reverse().map(row));
    while (this.#rows.children.length > MOST) this.#rows.lastElementChild?.remove();
    find(this, ".empty").hidden = this.#rows.children.length > 0;
  }

  /** @type {(name: string) => HTMLInputElement} */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }

  // Queues and agents to choose from; a queue that the address names is one, though it is not known yet.
  #offer() {
    const { agents, queues, chat_queues: chats } = store.document;
    /** @type {(list: object, name: (id: string) => string) => HTMLElement[]} */
    const options = (list, name) =>
      Object.keys(list)
        .map((id) => ({ id, text: name(id) }))
        .sort((a, b) => byKey(sortKey(a.text), sortKey(b.text)))
        .map(({ id, text }) => make("option", { value: id }, text));
    const asked = address.get("log.queue");
    const strange = asked && !(asked in queues) && !(asked in chats) ? [make("option", { value: asked }, asked)] : [];
    this.#people.replaceChildren(...options(agents, agentName));
    this.#queues.replaceChildren(make("option", { value: "" }, inWords("all")), ...options(queues, queueName), ...options(chats, chatQueueName), ...strange);
  }
}

// A typed name means the agent of that name.
/** @type {(typed: string) => string} */
function login(typed) {
  if (!typed || typed in store.document.agents) return typed;
  const name = typed.toLowerCase();
  return Object.keys(store.document.agents).find((id) => agentName(id).toLowerCase() === name) ?? typed;
}

/** @type {(entry: Schema.LogEntry) => HTMLElement} */
function row({ date, received, action, kind, fields }) {
  const late = date && Math.abs(Date.parse(received) - Date.parse(date)) > 5000;
  return make(
    "tr",
    { "data-kind": kind },
    make("td", { class: "at", title: inWords("received", { time: moment(received) }), "data-late": late }, moment(date ?? received)),
    make("td", {}, make("div", { class: "event" }, foreign(word(action, kind))), make("div", { class: "about" }, ...about(fields))),
  );
}

/** @type {(action: string | undefined, kind: string) => string} */
function word(action, kind) {
  if (kind === "rejected") return `${inWords("rejected")}${action ? ` · ${isolated(action)}` : ""}`;
  return kind === "event" ? inWords(`action.${action}`) : `${isolated(action ?? "?")} · ${inWords("unknown")}`;
}

/** @type {(fields: Record<string, string>) => Array<Node | string>} */
function about(fields) {
  const parts = [];
  if (fields.agent_login) parts.push(opener(`agent:${fields.agent_login}`, foreign(agentName(fields.agent_login))));
  if (fields.queue_id) parts.push(foreign(queueName(fields.queue_id)));
  if (fields.chat_queue_id) parts.push(foreign(chatQueueName(fields.chat_queue_id)));
  const number = fields.source_number ?? fields.phone_number ?? numberOf(fields.connection_id);
  if (fields.connection_id) parts.push(opener(`call:${fields.connection_id}`, foreign(number ?? inWords("column.with"), { title: fields.connection_id })));
  for (const name of MORE) if (fields[name] && (!fields.connection_id || fields[name] !== number)) parts.push(foreign(pauseName(name, fields[name]), { title: `${name}: ${fields[name]}` }));
  return parts.flatMap((part, at) => (at ? [" · ", part] : [part]));
}

/** @type {(id: string) => string | undefined} */
function numberOf(id) {
  const call = store.document.calls[id];
  return call && (call.direction === "inbound" ? call.source_number : call.destination_number);
}

/** @type {(name: string, value: string) => string} */
function pauseName(name, value) {
  if (name === "hold_time" || name === "billsec") return `${value} s`;
  return name === "pause_id" ? `${catalogue.say("status.paused")} ${value}` : value;
}

customElements.define("event-log", EventLog);
