// <desk-list>: one list of the supervisors' page: its order, its rows, its totals, which of its columns show, and how it
// is walked with keys. What it lists is said by lists/.

import { catalogue, clock, store } from "../core/page.js";
import { find, findAll, write } from "../core/dom.js";
import { count } from "../format/format.js";
import { address } from "./address.js";
import { firstDirection, readColumns, written } from "./columns.js";
import { filtering, inTab, matcher } from "./filter.js";
import { ColumnFit } from "./fit.js";
import { ask, askFirst } from "./render-queue.js";
import { Held } from "./pinned-rows.js";
import { lists } from "./lists/index.js";
import { Order } from "./order.js";
import { Rows } from "./rows.js";
import { totalText } from "./totals.js";
import { Walk } from "./keyboard.js";

// So many rows stand in the page wherever it is scrolled to.
const SHORT = 20;
const html = document.documentElement;

export class DeskList extends HTMLElement {
  /** @type {ListKind} */
  #kind;
  /** @type {Column[]} */
  #columns;
  /** @type {ColumnFit} */
  #fit;
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
  // A list that another tab or view hides is drawn when it is shown: to ask for its size would cost a layout each time.
  #isSeen = true;
  // What is shown while the list is held.
  /** @type {Entry[] | undefined} */
  #shown;
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
    this.#held = new Held(box, () => this.#hold());
    this.walk = new Walk(this, box);
    this.#fit = new ColumnFit(this, this.heads, this.#columns);
    this.#fitColumns();
    document.fonts.addEventListener("loadingdone", () => {
      this.#fit.measure();
      this.#fitColumns();
    });
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
    this.#shown = undefined;
    this.#shall("all");
    ask(this);
  }

  // To ask what is in sight costs a layout. For a list that scrolls by itself, or is short, only its size and its
  // scrolling change that; for others also what stands above them.
  measure() {
    if (!this.#isSeen) return;
    if (this.#ticked) this.#watch(clock.now);
    if (this.#moved) this.#arrange();
    const number = this.#entries.length;
    if (this.#measured && (number <= SHORT || this.contains(this.scroller))) return;
    this.#measured = this.#rows.measure(this.scroller);
  }

  draw() {
    if (!this.#isSeen) return;
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
    const { source, section } = this.#kind;
    if (source) source.subscribe(() => this.#update());
    else store.subscribe(/** @type {keyof Doc} */ (section), (_, ids) => this.#update(ids));
    for (const section of this.#kind.also) store.subscribe(section, (_, ids) => this.#beside(ids));
    clock.subscribe(() => {
      this.#ticked = true;
      ask(this);
    });
    document.addEventListener("openchange", () => this.#shall("all"));
    for (const head of this.heads) find(head, ".sort").addEventListener("click", () => this.sortBy(head.dataset.column ?? ""));
    const resized = new ResizeObserver(() => {
      this.#fitColumns();
      this.#scroller = undefined;
      this.scrolled();
    });
    resized.observe(this);
    // What stands above it may have taken room, or its rows need more.
    resized.observe(find(this, ".scroll"));
    /** @type {(event: Event) => unknown} */
    const scrolled = ({ target }) => (target === this.scroller || target === document) && this.scrolled();
    document.addEventListener("scroll", scrolled, { capture: true, passive: true });
  }

  #fitColumns() {
    const head = find(this, ".head");
    const { fontSize, paddingLeft, paddingRight } = getComputedStyle(head);
    const width = find(this, ".scroll").clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    if (width > 0 && !this.#isSeen) this.#all = this.#moved = true;
    this.#isSeen = width > 0;
    if (this.#isSeen) this.#fit.fit(width / parseFloat(fontSize));
    this.#counted = false;
  }

  // Something is to be shown: the same rows with other texts ("all"), or perhaps other rows ("move").
  /** @type {(what: "all" | "move") => void} */
  #shall(what) {
    if (what === "all") this.#all = true;
    this.#moved = true;
    ask(this);
  }

  /** @type {(ids?: string[]) => void} */
  #update(ids) {
    const changed = this.#order.update(store.document, clock.now, ids);
    // Of a hidden list not even the changes are stored: all of it is drawn when it is shown.
    if (!this.#isSeen) return;
    for (const id of changed) this.#changed.add(id);
    this.#shall("move");
  }

  // The user is in the list: what is shown now keeps its place until they have left.
  #hold() {
    this.#shown = this.#held.now ? this.#entries : undefined;
    this.#shall("move");
  }

  // Rows that speak of something else (an agent of a call) may have other texts now.
  /** @type {(ids: string[] | undefined) => void} */
  #beside(ids) {
    if (!ids) return this.#shall("all");
    const touched = new Set(ids);
    if (!this.#isSeen) return;
    for (const { id, row, heading } of this.#rows.shown()) if (!heading && this.#kind.touched?.(row, touched)) this.#changed.add(id);
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
    const { running } = this.#kind;
    const timed = this.#columns.filter(({ kind, name }) => kind === "since" || running?.[name]);
    this.#rows.tick(timed, (column, entry) => this.#written(column, entry, now));
    if (running || this.#columns.some(({ total }) => total === "oldest")) this.#counted = false;
  }

  #arrange() {
    const list = this.#name;
    const sort = address.get(this.#parameter("sort"));
    const backwards = sort.startsWith("-");
    const column = this.#columns.find(({ name }) => name === sort.replace("-", ""));
    const [matches, isHere] = [matcher(list), inTab(list)];
    const { entries, found, changes } = this.#order.arranged({
      column,
      backwards,
      matches: (id, row, document) => isHere(row) && matches(id, row, document),
      held: this.#shown,
      document: store.document,
    });
    this.#entries = entries;
    this.found = found;
    this.#moved = this.#counted = false;
    this.#say(column, backwards);
    this.#sayHeld(changes);
  }

  // What the head, the caption and the empty line say of the rows found.
  /** @type {(column: Column | undefined, backwards: boolean) => void} */
  #say(column, backwards) {
    const list = this.#name;
    for (const head of this.heads) {
      const sorted = head.dataset.column === column?.name ? (backwards ? "descending" : "ascending") : "none";
      if (head.ariaSort !== sorted) head.ariaSort = sorted;
    }
    const number = this.#order.count(inTab(list));
    const all = count(number, catalogue);
    const some = filtering(list) ? catalogue.say("shown_of", { n: count(this.found.length, catalogue), all }) : all;
    this.toggleAttribute("data-filtered", filtering(list));
    write(find(this, ".summary"), catalogue.say(`number_of.${list}`, { n: number }).replace(String(number), some));
    const empty = find(this, ".empty");
    empty.hidden = this.#entries.length > 0;
    write(empty, catalogue.say(filtering(list) && number ? "none_found" : `empty.${list}`));
    find(this, ".grid").ariaRowCount = String(this.#entries.length + 1);
  }

  // That the list stands still, and what it does not follow meanwhile.
  /** @type {(changes: number) => void} */
  #sayHeld(changes) {
    const sign = find(this, ".held");
    sign.hidden = this.#shown === undefined;
    if (!sign.hidden) write(sign, changes ? catalogue.say("desk.held_changes", { n: changes }) : catalogue.say("desk.held"));
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
      if (column.total && this.#isShown(column)) write(foot.children[place], totalText(column, rows, { now: clock.now, whole, running: this.#kind.running?.[column.name] }));
    });
  }

  // Chosen columns are all counted: which they are, the style alone says.
  /** @type {(column: Column) => boolean} */
  #isShown({ priority }) {
    return this.hasAttribute("data-chosen") || !this.#fit.hidden.includes(priority);
  }

  /** @type {(entry: Entry) => import("./rows.js").Facts | import("./rows.js").Heading} */
  #facts(entry) {
    const { document } = store;
    const { id, row, levels, heading } = entry;
    if (heading) return { heading: catalogue.say(`heading.${heading}`), number: count(row.number, catalogue) };
    /** @type {Record<string, string>} */
    const texts = {};
    for (const column of this.#columns) {
      if (column.kind !== "main" && column.kind !== "text") texts[column.name] = this.#written(column, entry, clock.now);
    }
    Object.assign(texts, this.#kind.texts(id, row, document, levels));
    const said = this.#kind.says(id, row, document, levels);
    const [main] = Object.values(this.#kind.main(id, row, document));
    const opened = Boolean(said.open) && said.open === html.dataset.detail;
    return { ...said, main, texts, opened, href: said.open ? address.with({ open: said.open }) : said.href };
  }

  /** @type {(column: Column, entry: Entry, now: number) => string} */
  #written(column, { row }, now) {
    return written(column, this.#kind.shown?.(row) ?? row, now, this.#kind.running?.[column.name]?.(row));
  }

  /** @type {(name: string) => string} */
  #parameter(name) {
    return `${name}.${this.dataset.list}`;
  }
}

customElements.define("desk-list", DeskList);
