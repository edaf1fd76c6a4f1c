// <feed-trust>: how far the figures can be trusted, in words, and the last bodies that were refused, with reasons.

import { catalogue, store } from "../core/page.js";
import { Asked } from "../details/poller.js";
import { Kept } from "../details/keyed-list.js";
import { foreign, make } from "../details/make.js";
import { moment, inWords } from "../details/wording.js";
import { find, findAll, write } from "../core/dom.js";
import { count } from "../format/format.js";
import "./time-since.js";

const PACE = 2000;
// In this order; a figure that the document does not have is not shown.
const FIGURES = ["events", "duplicates", "rejected", "unknown", "unexpected", "expired", "late"];

export class FeedTrust extends HTMLElement {
  /** @type {((text: string) => void) | undefined} */
  #entitle;
  /** @type {number | undefined} */
  #rejected;
  /** @type {import("./time-since.js").TimeSince} */
  #last;
  /** @type {HTMLElement} */
  #version;
  /** @type {Kept} */
  #bodies;
  /** @type {HTMLElement} */
  #none;
  #asked = new Asked(PACE, (answer) => answer && this.#told(answer));

  constructor() {
    super();
    store.subscribe("version", () => this.#entitle && this.#changed());
  }

  /** @type {(_: string, entitle: (text: string) => void) => void} */
  show(_, entitle) {
    this.#entitle = entitle;
    entitle(inWords("feed"));
    if (!this.firstChild) this.#build();
    this.#rejected = undefined;
    this.#asked.about("/rejected");
    this.#changed();
  }

  leave() {
    this.#entitle = undefined;
    this.#asked.about(undefined);
  }

  #build() {
    /** @type {(name: string) => HTMLElement} */
    const figure = (name) =>
      make("div", { "data-figure": name }, make("dt", {}, inWords(`feed_figure.${name}`)), make("dd", { class: "n" }), make("dd", { class: "why" }, inWords(`feed_why.${name}`)));
    this.#last = /** @type {import("./time-since.js").TimeSince} */ (make("time-since"));
    this.#version = make("dd", { class: "n" });
    const version = make("div", {}, make("dt", {}, inWords("version")), this.#version, make("dd", { class: "why" }, inWords("version_why")));
    const bodies = make("ol", { class: "bodies" });
    this.#bodies = new Kept(bodies);
    this.#none = make("p", { class: "empty" }, inWords("none_rejected"));
    this.append(
      make("p", { class: "state" }, make("span", {}, inWords("last_event")), this.#last),
      make("dl", { class: "trust-figures" }, ...FIGURES.filter((name) => name in store.document.feed.today).map(figure), version),
      make("h3", {}, inWords("rejected_bodies")),
      this.#none,
      bodies,
    );
  }

  #changed() {
    const { feed, version } = store.document;
    write(this.#version, count(version, catalogue));
    this.#last.since = feed.last_event;
    for (const figure of findAll(this, "[data-figure]")) {
      const { figure: name = "" } = figure.dataset;
      const n = /** @type {Record<string, number>} */ (feed.today)[name] ?? 0;
      write(find(figure, ".n"), count(n, catalogue));
      figure.toggleAttribute("data-some", n > 0 && name !== "events");
    }
    if (feed.today.rejected !== this.#rejected) this.#asked.soon();
    this.#rejected = feed.today.rejected;
  }

  /** @type {(answer: Schema.Rejected) => void} */
  #told({ rejected }) {
    this.#none.hidden = rejected.length > 0;
    this.#bodies.show([...rejected].reverse(), refusal);
  }
}

/** @type {(refused: Schema.RejectedEntry) => HTMLElement} */
function refusal({ received, body, errors }) {
  const faults = errors.map(({ field, detail }) => make("li", {}, ...(field ? [make("b", {}, foreign(field)), " "] : []), foreign(detail)));
  const text = Object.keys(body).length === 1 && typeof body.raw === "string" ? body.raw : JSON.stringify(body, undefined, 2);
  return make(
    "li",
    {},
    make("p", { class: "head" }, make("span", { class: "at" }, moment(received)), " ", foreign(String(body.action ?? inWords("no_event")))),
    make("ul", { class: "faults" }, ...faults),
    make("details", {}, make("summary", {}, inWords("as_received")), make("pre", { dir: "auto", tabindex: "0" }, text)),
  );
}

customElements.define("feed-trust", FeedTrust);
