// <event-log>: the last 200 events as they arrived, the newest on top; can be paused, and filtered by agent, queue
// and call, which the address keeps as `log.agent=` and so on. It asks for what is new when the stream says that something is, at most once a second.

import { catalogue, store } from "../board.js";
import { address } from "../desk/address.js";
import { Asked } from "../details/asked.js";
import { foreign, make, opener } from "../details/make.js";
import { agentName, chatQueueName, moment, queueName, inWords } from "../details/said.js";
import { write } from "../dom.js";
import { byKey, isolated, sortKey } from "../names.js";

const PACE = 1000;
const MOST = 200;
const TYPED = 250;
const FILTERS = ["agent", "queue", "connection"];
// What is said of an event after its name, in this order, where it is known.
const MORE = ["source_number", "phone_number", "source_name", "client_name", "name", "pause_id", "hold_time", "billsec", "ticket_id", "customer_id", "record_id"];

export class EventLog extends HTMLElement {
  #entitle;
  #version = 0;
  #paused = false;
  #pointed = false;
  #timer;
  #asked = new Asked(PACE, (answer) => answer && this.#told(answer));

  constructor() {
    super();
    store.subscribe("feed", () => this.#entitle && this.#changed());
  }

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
    const field = (name, control) => make("label", {}, make("span", {}, inWords(`filter.${name}`)), control);
    const input = (name, more) => make("input", { name, type: "text", autocomplete: "off", spellcheck: "false", ...more });
    this.people = make("datalist", { id: "log-agents" });
    this.queues = make("select", { name: "queue" });
    this.form = make(
      "form",
      { class: "filters" },
      field("agent", input("agent", { list: "log-agents" })),
      field("queue", this.queues),
      field("connection", input("connection")),
      this.people,
    );
    this.pause = make("button", { type: "button", class: "pause", "aria-pressed": "false" }, inWords("pause"));
    this.note = make("p", { class: "note", role: "status" });
    const head = ["at", "event"].map((name) => make("th", { scope: "col", class: name }, inWords(`column.${name}`)));
    this.rows = make("tbody");
    const table = make("table", { "aria-label": inWords("log") }, make("thead", {}, make("tr", {}, ...head)), this.rows);
    this.append(this.form, make("div", { class: "tools" }, this.note, this.pause), table, make("p", { class: "empty" }, inWords("no_events")));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#take(), TYPED);
    });
    this.pause.addEventListener("click", () => this.#pause(!this.#paused));
    this.rows.addEventListener("pointerover", ({ pointerType }) => this.#point(pointerType !== "touch"));
    this.rows.addEventListener("pointerleave", () => this.#point(false));
    this.rows.addEventListener("focusin", () => this.#changed());
    this.rows.addEventListener("focusout", () => queueMicrotask(() => this.#changed()));
  }

  // Rows that somebody points at or has in focus stay where they are.
  get #held() {
    return this.#paused || this.#pointed || this.rows.contains(document.activeElement);
  }

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

  // From the beginning: the last 200 of what is asked for.
  #begin() {
    this.#version = 0;
    this.rows.replaceChildren();
    const wanted = FILTERS.map((name) => [name, this.#field(name).value.trim()]).filter(([, value]) => value);
    const query = new URLSearchParams(wanted.map(([name, value]) => [name, name === "agent" ? login(value) : value]));
    this.#asked.about(() => `/log?after=${this.#version}&limit=${MOST}&${query}`);
  }

  #changed() {
    this.#note();
    if (!this.#held) this.#asked.soon();
  }

  #pause(paused) {
    this.#paused = paused;
    this.pause.setAttribute("aria-pressed", String(paused));
    write(this.pause, inWords(paused ? "go_on" : "pause"));
    this.#changed();
  }

  #note() {
    write(this.note, this.#paused ? inWords("paused_log") : this.#held ? inWords("held_log") : "");
  }

  #told({ version, events }) {
    if (this.#held && this.#version) return;
    this.#version = version;
    this.rows.prepend(...events.toReversed().map(row));
    while (this.rows.children.length > MOST) this.rows.lastElementChild.remove();
    this.querySelector(".empty").hidden = this.rows.children.length > 0;
  }

  #field(name) {
    return this.form.elements[name];
  }

  // Queues and agents to choose from; a queue that the address names is one, though nobody knows it yet.
  #offer() {
    const { agents, queues, chat_queues: chats } = store.document;
    const options = (list, name) =>
      Object.keys(list)
        .map((id) => ({ id, text: name(id) }))
        .sort((a, b) => byKey(sortKey(a.text), sortKey(b.text)))
        .map(({ id, text }) => make("option", { value: id }, text));
    const asked = address.get("log.queue");
    const strange = asked && !(asked in queues) && !(asked in chats) ? [make("option", { value: asked }, asked)] : [];
    this.people.replaceChildren(...options(agents, agentName));
    this.queues.replaceChildren(make("option", { value: "" }, inWords("all")), ...options(queues, queueName), ...options(chats, chatQueueName), ...strange);
  }
}

// Whoever types a name means the agent of that name.
function login(typed) {
  if (!typed || typed in store.document.agents) return typed;
  const name = typed.toLowerCase();
  return Object.keys(store.document.agents).find((id) => agentName(id).toLowerCase() === name) ?? typed;
}

function row({ date, received, action, kind, fields }) {
  const late = date && Math.abs(Date.parse(received) - Date.parse(date)) > 5000;
  return make(
    "tr",
    { "data-kind": kind },
    make("td", { class: "at", title: inWords("received", { time: moment(received) }), "data-late": late }, moment(date ?? received)),
    make("td", {}, make("div", { class: "event" }, foreign(word(action, kind))), make("div", { class: "about" }, ...about(fields))),
  );
}

function word(action, kind) {
  if (kind === "rejected") return `${inWords("refused")}${action ? ` · ${isolated(action)}` : ""}`;
  return kind === "event" ? inWords(`action.${action}`) : `${isolated(action ?? "?")} · ${inWords("unknown")}`;
}

function about(fields) {
  const parts = [];
  if (fields.agent_login) parts.push(opener(`agent:${fields.agent_login}`, foreign(agentName(fields.agent_login))));
  if (fields.queue_id) parts.push(foreign(queueName(fields.queue_id)));
  if (fields.chat_queue_id) parts.push(foreign(chatQueueName(fields.chat_queue_id)));
  if (fields.connection_id) parts.push(opener(`call:${fields.connection_id}`, foreign(fields.connection_id)));
  for (const name of MORE) if (fields[name]) parts.push(foreign(pauseName(name, fields[name]), { title: `${name}: ${fields[name]}` }));
  return parts.flatMap((part, at) => (at ? [" · ", part] : [part]));
}

function pauseName(name, value) {
  if (name === "hold_time" || name === "billsec") return `${value} s`;
  return name === "pause_id" ? `${catalogue.say("status.paused")} ${value}` : value;
}

customElements.define("event-log", EventLog);
