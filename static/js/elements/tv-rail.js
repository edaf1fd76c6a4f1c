// <tv-rail>: the board's name, the date, the clock, and one line for what is neither a figure nor an alarm:
// silence of the feed, a wrong clock, a supervisor's message, tickets without a reply, sound that the browser blocks.

import { catalogue, clock, page, store } from "../core/page.js";
import { draw, find, mark, write } from "../core/dom.js";
import { feedNotice } from "../feed-notice.js";
import { age, briefDuration, longDate, shortDate, wall } from "../format/format.js";
import { secondsSince } from "../format/levels.js";
import { shownMessage } from "../messages.js";
import { sound } from "../sound.js";

/** @type {Record<string, string>} */
const ICONS = { silent: "cut", slow: "warning", clock: "warning", tickets: "ticket", message: "chat", important: "warning", sound: "sound", none: "none" };

/** @type {Array<keyof Doc>} */
const SECTIONS = ["tickets", "feed", "messages"];

export class TvRail extends HTMLElement {
  /** @type {HTMLElement} */
  #notice;
  connectedCallback() {
    this.#notice = find(this, ".notice");
    clock.subscribe((now) => this.#tick(now));
    for (const section of SECTIONS) store.subscribe(section, () => this.#say(clock.now));
    document.addEventListener("linechange", () => this.#say(clock.now));
    sound.addEventListener("change", () => this.#say(clock.now));
    page.onTurn(() => this.#say(clock.now));
    this.#tick(clock.now);
  }

  /** @type {(now: number) => void} */
  #tick(now) {
    const at = wall(now, clock.offset);
    write(find(this, ".clock"), at.time);
    write(find(this, ".long"), longDate(at, catalogue));
    write(find(this, ".short"), shortDate(at, catalogue));
    this.#say(now);
  }

  /** @type {(now: number) => void} */
  #say(now) {
    const { kind, text } = notice(store.document, now);
    mark(this.#notice, "kind", kind);
    mark(this, "notice", kind !== "none" && "");
    mark(this, "urgent", !["none", "tickets", "slow"].includes(kind) && "");
    mark(this, "message", ["message", "important"].includes(kind) && "");
    draw(find(this.#notice, ".icon"), ICONS[kind]);
    write(find(this.#notice, ".text"), text);
  }
}

/** @type {(document: Doc, now: number) => Notice} */
function notice(document, now) {
  const feed = feedNotice(document, now, catalogue, page.line);
  if (feed) return feed;
  const message = shownMessage(document.messages, now);
  if (message) return { kind: message.level === "important" ? "important" : "message", text: message.text };
  if (sound.blocked) return { kind: "sound", text: catalogue.say("sound_blocked") };
  const { awaiting_reply: waiting, oldest_awaiting_since: since } = document.tickets;
  if (!waiting) return { kind: "none", text: "" };
  const text = catalogue.say(page.portrait ? "tv.tickets" : "tickets_waiting", { n: waiting });
  if (!since) return { kind: "tickets", text };
  const seconds = secondsSince(since, now);
  const oldest = seconds < 3600 ? age(seconds, catalogue) : `${briefDuration(seconds)}\u00a0min`;
  return { kind: "tickets", text: `${text} · ${page.portrait ? oldest : catalogue.say("tickets_oldest", { time: oldest })}` };
}

customElements.define("tv-rail", TvRail);
