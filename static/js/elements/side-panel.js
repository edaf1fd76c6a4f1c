// <side-panel>: what opens beside the lists. The choice lives in the address as `open=`: agent:LOGIN, call:CONNECTION,
// queue:ID, campaign:ID, chat_queue:ID, log or feed. It listens for clicks on [data-open] anywhere; it is beside the lists on a desk and covers a phone.

import { find, isSeen, write } from "../core/dom.js";
import "./agent-detail.js";
import "./call-detail.js";
import "./campaign-detail.js";
import "./chat-queue-detail.js";
import "./event-log.js";
import "./feed-trust.js";
import "./queue-detail.js";

/** @type {Record<string, string>} */
const KINDS = {
  agent: "agent-detail", call: "call-detail", queue: "queue-detail", campaign: "campaign-detail", chat_queue: "chat-queue-detail",
  log: "event-log", feed: "feed-trust",
};
const OF_SOMETHING = ["agent", "call", "queue", "campaign", "chat_queue"];
const COVERS = "(max-width: 59.99em)";
const SCROLLING = ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "j", "k", "h", "l"];

/** @typedef {HTMLElement & { show(id: string, entitle: (text: string) => void): void, leave(): void }} Detail */

export class SidePanel extends HTMLElement {
  /** @type {HTMLElement} */
  #title;
  /** @type {HTMLElement} */
  #body;
  /** @type {Map<string, Detail>} */
  #details = new Map();
  #choice = "";
  /** @type {Element | undefined} */
  #opener;

  connectedCallback() {
    this.#title = find(this, "#side-title");
    this.#body = find(this, ".side-body");
    find(this, ".side-close").addEventListener("click", () => this.close());
    document.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("keydown", (event) => this.#pressed(event));
    // The page's own keys walk its lists; here they scroll and type.
    this.addEventListener("keydown", (event) => SCROLLING.includes(event.key) && event.stopPropagation());
    addEventListener("popstate", () => this.#show(chosen()));
    matchMedia(COVERS).addEventListener("change", () => this.#cover());
    this.#show(chosen());
  }

  /** @type {(choice: string, opener: Element) => void} */
  open(choice, opener) {
    if (!this.contains(opener)) this.#opener = opener;
    if (choice !== this.#choice) {
      history.pushState(history.state, "", addressOf(choice));
      this.#show(choice);
    }
    this.#title.focus();
  }

  close() {
    history.pushState(history.state, "", addressOf(""));
    this.#show("");
  }

  /** @type {(event: MouseEvent) => void} */
  #clicked(event) {
    const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest?.("[data-open]"));
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const { open = "" } = link.dataset;
    if (!parsed(open)) return;
    event.preventDefault();
    this.open(open, link);
  }

  /** @type {(event: KeyboardEvent) => void} */
  #pressed(event) {
    if (event.key !== "Escape" || event.defaultPrevented || this.hidden || document.querySelector("dialog[open]")) return;
    const field = /** @type {HTMLInputElement} */ (event.target);
    const writing = field.matches?.("input, select, textarea");
    if (writing && (!this.contains(field) || field.value)) return;
    event.preventDefault();
    this.close();
  }

  /** @type {(choice: string) => void} */
  #show(choice) {
    const found = parsed(choice);
    const before = this.#choice;
    const inside = this.contains(document.activeElement);
    this.#choice = found ? choice : "";
    document.documentElement.dataset.detail = this.#choice;
    this.hidden = !found;
    if (!found) this.#shown?.leave();
    else this.#fill(found);
    this.#cover();
    document.dispatchEvent(new Event("openchange"));
    if (!found && before && inside) this.#back(before);
  }

  get #shown() {
    return /** @type {Detail | null} */ (this.#body.firstElementChild);
  }

  /** @type {(opened: { kind: string, id: string }) => void} */
  #fill({ kind, id }) {
    const detail = this.#details.get(kind) ?? /** @type {Detail} */ (document.createElement(KINDS[kind]));
    this.#details.set(kind, detail);
    const here = this.#shown;
    if (here !== detail) {
      here?.leave();
      this.#body.replaceChildren(detail);
    }
    this.#body.scrollTop = 0;
    detail.show(id, (text) => write(this.#title, text));
  }

  // On closing, focus returns to where it was: at what they had opened it with, or at what would open it again.
  /** @type {(choice: string) => void} */
  #back(choice) {
    const again = document.querySelector(`[data-open="${CSS.escape(choice)}"]`);
    const target = [this.#opener, again].map(reachable).find((link) => link?.isConnected && isSeen(link));
    this.#opener = undefined;
    const next = target ?? document.querySelector("main section[tabindex], main a[href], .skip");
    /** @type {HTMLElement | null} */ (next)?.focus();
  }

  // What a phone's panel lies over is out of reach while it does.
  #cover() {
    const covers = !this.hidden && matchMedia(COVERS).matches;
    /** @type {Element} */
    let here = this;
    while (here.parentElement && here !== document.body) {
      for (const other of here.parentElement.children) {
        if (other !== here && !other.matches("stale-band, dialog")) other.toggleAttribute("inert", covers);
      }
      here = here.parentElement;
    }
  }
}

// What stands for a link that a closed menu holds.
/** @type {(link: Element | null | undefined) => Element | null | undefined} */
function reachable(link) {
  return link?.closest("details:not([open])")?.querySelector("summary") ?? link;
}

function chosen() {
  return new URLSearchParams(location.search).get("open") ?? "";
}

/** @type {(choice: string) => { kind: string, id: string } | undefined} */
function parsed(choice) {
  const [kind] = choice.split(":", 1);
  const id = choice.slice(kind.length + 1);
  if (!(kind in KINDS) || Boolean(id) !== OF_SOMETHING.includes(kind)) return undefined;
  return { kind, id };
}

/** @type {(choice: string) => string} */
function addressOf(choice) {
  const query = new URLSearchParams(location.search);
  if (choice) query.set("open", choice);
  else query.delete("open");
  return `${location.pathname}${String(query) && `?${query}`}${location.hash}`;
}

customElements.define("side-panel", SidePanel);
