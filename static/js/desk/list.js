// <desk-list>: one list of the supervisors' page: its order, its rows, its totals, which of its columns show, and how it
// is walked with keys. What it lists is said by lists/.

import { catalogue, clock, store } from "../board.js";
import { find, findAll, mark, write } from "../dom.js";
import { count } from "../format.js";
import { address } from "./address.js";
import { firstDirection, readColumns, written } from "./columns.js";
import { filtering, matcher } from "./filter.js";
import { ask, askFirst } from "./frames.js";
import { Held } from "./held.js";
import { lists } from "./lists/index.js";
import { Order } from "./order.js";
import { Rows } from "./rows.js";
import { totalText } from "./totals.js";
import { Walk } from "./walk.js";

// So many rows stand in the page wherever it is scrolled to.
const SHORT = 20;
// Widths (rem) below which a list shows fewer columns: desk-list.css says which.
const NARROW = [116, 86, 74, 62, 52, 42, 37, 30];
const html = document.documentElement;

export class DeskList extends HTMLElement {
  /** @type {ListKind} */
  #kind;
  /** @type {Column[]} */
  #columns;
  /** @type {Order} */
  #order;
  /** @type {Rows} */
  #rows;
  /** @type {Held} */
  #held;
  /** @type {Entry[]} */
  #entries = [];
  /** @type {Set<string>} */
  #changed = new Set();
  #all = true;
  #moved = true;
  #ticked = false;
  #counted = false;
  /** @type {Element | undefined} */
  #scroller;
  #measured = false;
  /** @type {HTMLElement[]} */
  heads = [];
  /** @type {Entry[]} */
  found = [];
  /** @type {Walk} */
  walk;

  connectedCallback() {
    this.#kind = lists[this.#name];
    this.heads = findAll(this, "[role=columnheader]");
    this.#columns = readColumns(this.heads);
    this.#order = new Order(this.#kind);
    const box = find(this, ".rows");
    this.#rows = new Rows(box, /** @type {HTMLTemplateElement} */ (find(this, "template")));
    this.#held = new Held(box, () => this.#shall("move"));
    this.walk = new Walk(this, box);
    this.#fitColumns(this.getBoundingClientRect().width);
    this.#listen();
    this.#order.update(store.document, clock.now);
    ask(this);
  }

  get #name() {
    return /** @type {keyof typeof lists} */ (this.dataset.list);
  }

  get entries() {
    return this.#entries;
  }

  get rows() {
    return this.#rows;
  }

  // Its own box, its column or the page, as the layout has it.
  get scroller() {
    this.#scroller ??= this.#findScroller();
    return this.#scroller;
  }

  #findScroller() {
    const own = find(this, ".scroll");
    if (getComputedStyle(own).overflowY === "auto") return own;
    const section = /** @type {Element} */ (this.closest("section"));
    const page = document.scrollingElement ?? html;
    return getComputedStyle(section).overflowY === "auto" ? section : page;
  }

  // Sorted by this column: first its usual way, then the other, then as the list usually is.
  /** @type {(name: string) => void} */
  sortBy(name) {
    const column = this.#columns.find((each) => each.name === name);
    if (!column) return;
    const first = firstDirection(column) + name;
    const second = first.startsWith("-") ? name : `-${name}`;
    const now = address.get(this.#parameter("sort"));
    address.set({ [this.#parameter("sort")]: now === first ? second : now === second ? "" : first });
  }

  // Other rows may be in sight now.
  scrolled() {
    this.#measured = false;
    askFirst(this);
  }

  // The address has changed: nothing that was held need stay.
  rearrange() {
    this.#held.forget();
    this.#shall("all");
    ask(this);
  }

  // To ask what is in sight costs a layout. For a list that scrolls by itself, or is short, only its size and its
  // scrolling change that; for others also what stands above them.
  measure() {
    if (this.#ticked) this.#watch(clock.now);
    if (this.#moved) this.#arrange();
    const number = this.#entries.length;
    if (this.#measured && (number <= SHORT || this.contains(this.scroller))) return;
    this.#measured = this.#rows.measure(this.scroller);
  }

  draw() {
    const changed = (/** @type {string} */ id) => this.#all || this.#changed.has(id);
    this.#rows.show(this.#entries, SHORT, (entry) => this.#facts(entry), changed);
    this.#changed.clear();
    this.#all = false;
    if (this.#ticked) this.#tick(clock.now);
    this.#ticked = false;
    this.walk.settle();
    if (!this.#counted) this.#total();
  }

  #listen() {
    store.subscribe(this.#kind.section, (document, ids) => {
      for (const id of this.#order.update(document, clock.now, ids)) this.#changed.add(id);
      this.#shall("move");
    });
    for (const section of this.#kind.also) store.subscribe(section, (_, ids) => this.#beside(ids));
    clock.subscribe(() => {
      this.#ticked = true;
      ask(this);
    });
    document.addEventListener("openchange", () => this.#shall("all"));
    for (const head of this.heads) find(head, ".sort").addEventListener("click", () => this.sortBy(head.dataset.column ?? ""));
    new ResizeObserver(([{ contentRect }]) => {
      this.#fitColumns(contentRect.width);
      this.#scroller = undefined;
      this.scrolled();
    }).observe(this);
    /** @type {(event: Event) => unknown} */
    const scrolled = ({ target }) => (target === this.scroller || target === document) && this.scrolled();
    document.addEventListener("scroll", scrolled, { capture: true, passive: true });
  }

  // Which columns the style leaves out.
  /** @type {(width: number) => void} */
  #fitColumns(width) {
    const rem = parseFloat(getComputedStyle(html).fontSize);
    mark(this, "narrow", NARROW.filter((least) => width < least * rem).join(" "));
  }

  // Something is to be shown: the same rows with other texts ("all"), or perhaps other rows ("move").
  /** @type {(what: "all" | "move") => void} */
  #shall(what) {
    if (what === "all") this.#all = true;
    this.#moved = true;
    ask(this);
  }

  // Rows that speak of something else (an agent of a call) may have other texts now.
  /** @type {(ids: string[] | undefined) => void} */
  #beside(ids) {
    if (!ids) return this.#shall("all");
    const touched = new Set(ids);
    for (const { id, row } of this.#rows.shown()) if (this.#kind.touched?.(row, touched)) this.#changed.add(id);
    return ask(this);
  }

  /** @type {(now: number) => void} */
  #watch(now) {
    const reached = this.#order.watch(store.document, now);
    for (const id of reached) this.#changed.add(id);
    if (reached.length) this.#moved = true;
  }

  /** @type {(now: number) => void} */
  #tick(now) {
    const timed = this.#columns.filter(({ kind }) => kind === "since");
    this.#rows.tick(timed, (column, entry) => written(column, this.#shown(entry), now));
    if (this.#columns.some(({ total }) => total === "oldest")) this.#counted = false;
  }

  #arrange() {
    const list = this.#name;
    const sort = address.get(this.#parameter("sort"));
    const backwards = sort.startsWith("-");
    const column = this.#columns.find(({ name }) => name === sort.replace("-", ""));
    const matches = matcher(list);
    const { entries, found } = this.#order.arranged({
      column,
      backwards,
      matches,
      held: this.#held.places,
      document: store.document,
    });
    this.#entries = entries;
    this.found = found;
    this.#held.watch(entries);
    this.#moved = this.#counted = false;
    this.#say(column, backwards);
  }

  // What the head, the caption and the empty line say of the rows found.
  /** @type {(column: Column | undefined, backwards: boolean) => void} */
  #say(column, backwards) {
    const list = this.#name;
    for (const head of this.heads) {
      const sorted = head.dataset.column === column?.name ? (backwards ? "descending" : "ascending") : "none";
      if (head.ariaSort !== sorted) head.ariaSort = sorted;
    }
    const all = count(this.#order.size, catalogue);
    const some = filtering(list) ? catalogue.say("shown_of", { n: count(this.found.length, catalogue), all }) : all;
    this.toggleAttribute("data-filtered", filtering(list));
    write(find(this, ".summary"), catalogue.say(`number_of.${list}`, { n: this.#order.size }).replace(String(this.#order.size), some));
    const empty = find(this, ".empty");
    empty.hidden = this.#entries.length > 0;
    write(empty, catalogue.say(filtering(list) && this.#order.size ? "none_found" : `empty.${list}`));
    find(this, ".grid").ariaRowCount = String(this.#entries.length + 1);
  }

  #total() {
    this.#counted = true;
    const foot = /** @type {HTMLElement | null} */ (this.querySelector(".foot"));
    if (!foot) return;
    foot.hidden = this.found.length === 0;
    const list = this.#name;
    write(find(foot, '[data-kind="main"]'), catalogue.say(filtering(list) ? "total_shown" : "total"));
    const rows = this.found.map(({ row }) => row);
    const whole = list === "queues" && rows.length === this.#order.size ? store.document.totals : undefined;
    this.#columns.forEach((column, place) => {
      if (column.total) write(foot.children[place], totalText(column, rows, { now: clock.now, whole }));
    });
  }

  /** @type {(entry: Entry) => import("./rows.js").Facts} */
  #facts(entry) {
    const { document } = store;
    const { id, row, levels } = entry;
    /** @type {Record<string, string>} */
    const texts = {};
    for (const column of this.#columns) {
      if (column.kind !== "main" && column.kind !== "text") texts[column.name] = written(column, this.#shown(entry), clock.now);
    }
    Object.assign(texts, this.#kind.texts(id, row, document, levels));
    const said = this.#kind.says(id, row, document, levels);
    const [main] = Object.values(this.#kind.main(id, row, document));
    const opened = Boolean(said.open) && said.open === html.dataset.detail;
    return { ...said, main, texts, opened, href: said.open ? address.with({ open: said.open }) : said.href };
  }

  /** @type {(entry: Entry) => Row} */
  #shown({ row }) {
    return this.#kind.shown?.(row) ?? row;
  }

  /** @type {(name: string) => string} */
  #parameter(name) {
    return `${name}.${this.dataset.list}`;
  }
}

customElements.define("desk-list", DeskList);
