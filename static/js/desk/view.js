// Which part of the page is shown: everything, who waits, the agents, or the day. On a phone there is only one at a time.

import { store } from "../board.js";
import { address } from "./address.js";

const VIEWS = ["all", "waits", "agents", "day"];
const html = document.documentElement;

export function showView() {
  const asked = address.get("view");
  html.dataset.view = VIEWS.includes(asked) ? asked : VIEWS[0];
  for (const link of document.querySelectorAll(".views a")) {
    link.ariaCurrent = link.dataset.view === html.dataset.view ? "page" : null;
  }
}

export function setView(name) {
  address.set({ view: name === VIEWS[0] ? "" : name });
}

export function followViews() {
  document.querySelector(".views").addEventListener("click", (event) => {
    const { view } = event.target.dataset;
    if (!view || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setView(view);
  });
  for (const section of ["chat_queues", "chats"]) store.subscribe(section, makeRoom);
  makeRoom(store.document);
  showView();
}

// Chats take no room before there are any.
function makeRoom({ chat_queues: queues, chats }) {
  const some = Object.keys(queues).length + Object.keys(chats).length > 0;
  if (html.hasAttribute("data-chats") !== some) html.toggleAttribute("data-chats", some);
}
