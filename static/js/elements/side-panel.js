// <side-panel>: what opens beside the lists. The choice lives in the address as `open=`: agent:LOGIN, call:CONNECTION,
// log or feed. It listens for clicks on [data-open] anywhere; it is beside the lists on a desk and covers a phone.

import { write } from "../dom.js";
import "./agent-detail.js";
import "./call-detail.js";
import "./event-log.js";
import "./feed-trust.js";

const KINDS = { agent: "agent-detail", call: "call-detail", log: "event-log", feed: "feed-trust" };
const OF_SOMETHING = ["agent", "call"];
const COVERS = "(width < 720px)";
const SCROLLING = ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "j", "k", "h", "l"];

export class SidePanel extends HTMLElement {
  #details = new Map();
  #choice = "";
  #opener;

  connectedCallback() {
    this.title_ = this.querySelector("#side-title");
    this.body = this.querySelector(".side-body");
    this.querySelector(".side-close").addEventListener("click", () => this.close());
    document.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("keydown", (event) => this.#pressed(event));
    // The page's own keys walk its lists; here they scroll and type.
    this.addEventListener("keydown", (event) => SCROLLING.includes(event.key) && event.stopPropagation());
    addEventListener("popstate", () => this.#show(chosen()));
    matchMedia(COVERS).addEventListener("change", () => this.#cover());
    this.#show(chosen());
  }

  open(choice, opener) {
    if (!this.contains(opener)) this.#opener = opener;
    if (choice !== this.#choice) {
      history.pushState(history.state, "", addressOf(choice));
      this.#show(choice);
    }
    this.title_.focus();
  }

  close() {
    history.pushState(history.state, "", addressOf(""));
    this.#show("");
  }

  #clicked(event) {
    const link = event.target.closest?.("[data-open]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!parsed(link.dataset.open)) return;
    event.preventDefault();
    this.open(link.dataset.open, link);
  }

  #pressed(event) {
    if (event.key !== "Escape" || event.defaultPrevented || this.hidden || document.querySelector("dialog[open]")) return;
    const writing = event.target.matches?.("input, select, textarea");
    if (writing && (!this.contains(event.target) || event.target.value)) return;
    event.preventDefault();
    this.close();
  }

  #show(choice) {
    const found = parsed(choice);
    const before = this.#choice;
    const inside = this.contains(document.activeElement);
    this.#choice = found ? choice : "";
    document.documentElement.dataset.detail = this.#choice;
    this.hidden = !found;
    if (!found) this.body.firstElementChild?.leave();
    else this.#fill(found);
    this.#cover();
    document.dispatchEvent(new Event("openchange"));
    if (!found && before && inside) this.#back(before);
  }

  #fill({ kind, id }) {
    if (!this.#details.has(kind)) this.#details.set(kind, document.createElement(KINDS[kind]));
    const detail = this.#details.get(kind);
    const here = this.body.firstElementChild;
    if (here !== detail) {
      here?.leave();
      this.body.replaceChildren(detail);
    }
    this.body.scrollTop = 0;
    detail.show(id, (text) => write(this.title_, text));
  }

  // Whoever closes it goes on where they were: at what they had opened it with, or at what would open it again.
  #back(choice) {
    const again = document.querySelector(`[data-open="${CSS.escape(choice)}"]`);
    const target = [this.#opener, again].find((link) => link?.isConnected && link.checkVisibility());
    this.#opener = undefined;
    (target ?? document.querySelector("main section[tabindex], main a[href], .skip"))?.focus();
  }

  // What a phone's panel lies over is out of reach while it does.
  #cover() {
    const covers = !this.hidden && matchMedia(COVERS).matches;
    for (let here = this; here !== document.body; here = here.parentElement) {
      for (const other of here.parentElement.children) {
        if (other !== here && !other.matches("stale-band, dialog")) other.inert = covers;
      }
    }
  }
}

function chosen() {
  return new URLSearchParams(location.search).get("open") ?? "";
}

function parsed(choice) {
  const [kind] = choice.split(":", 1);
  const id = choice.slice(kind.length + 1);
  if (!Object.hasOwn(KINDS, kind) || Boolean(id) !== OF_SOMETHING.includes(kind)) return undefined;
  return { kind, id };
}

function addressOf(choice) {
  const query = new URLSearchParams(location.search);
  if (choice) query.set("open", choice);
  else query.delete("open");
  return `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`;
}

customElements.define("side-panel", SidePanel);
