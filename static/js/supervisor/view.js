// Which part of the page is shown: everything, who waits, the agents, or the day. On a phone there is only one at a time.

import { store } from "../core/page.js";
import { find, findAll } from "../core/dom.js";
import { address } from "./address.js";

const VIEWS = ["all", "waits", "agents", "day"];
/** @type {Array<keyof Doc>} */
const SECTIONS = ["chat_queues", "chats"];
const html = document.documentElement;

export function showView() {
  const asked = address.get("view");
  html.dataset.view = VIEWS.includes(asked) ? asked : VIEWS[0];
  for (const link of findAll(document, ".views a")) {
    link.ariaCurrent = link.dataset.view === html.dataset.view ? "page" : null;
  }
}

/** @type {(name: string) => void} */
export function setView(name) {
  address.set({ view: name === VIEWS[0] ? "" : name });
}

export function followViews() {
  find(document, ".views").addEventListener("click", (event) => {
    const { view } = /** @type {HTMLElement} */ (event.target).dataset;
    if (!view || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setView(view);
  });
  for (const section of SECTIONS) store.subscribe(section, makeRoom);
  makeRoom(store.document);
  showView();
}

// Chats take no room before there are any.
/** @type {(document: Doc) => void} */
function makeRoom({ chat_queues: queues, chats }) {
  const some = Object.keys(queues).length + Object.keys(chats).length > 0;
  if (html.hasAttribute("data-chats") !== some) html.toggleAttribute("data-chats", some);
}
