// The dialog in which a supervisor writes a line to the screens, and withdraws one.

import { catalogue, clock, store } from "../core/page.js";
import { find, write } from "../core/dom.js";
import { make } from "../details/make.js";
import { iso } from "../elements/past-band.js";
import { dayEnd } from "./day-choice.js";

const MINUTE_MS = 60_000;
const HEADERS = { "Content-Type": "application/json" };

export function followMessages() {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog.messages"));
  if (!dialog) return;
  const form = /** @type {HTMLFormElement} */ (find(dialog, "form.compose"));
  const text = /** @type {HTMLInputElement} */ (form.elements.namedItem("text"));
  find(document, "desk-bar .write").addEventListener("click", () => dialog.showModal());
  text.addEventListener("input", () => showLeft(form, text));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void post(form, text);
  });
  store.subscribe("messages", () => showRunning(dialog));
  showRunning(dialog);
}

/** @type {(form: HTMLFormElement, text: HTMLInputElement) => void} */
function showLeft(form, text) {
  write(find(form, ".left"), catalogue.say("message.left", { n: text.maxLength - text.value.length }));
}

/** @type {(form: HTMLFormElement, text: HTMLInputElement) => Promise<void>} */
async function post(form, text) {
  const data = new FormData(form);
  const minutes = Number(data.get("minutes"));
  const until = minutes ? clock.now + minutes * MINUTE_MS : dayEnd();
  const board = String(data.get("board") ?? "");
  const level = data.has("important") ? "important" : "info";
  const body = JSON.stringify({ text: text.value, until: iso(until, clock.offset), level, boards: board ? [board] : [] });
  const problem = await request("/messages", { method: "POST", headers: HEADERS, body });
  write(find(form, ".problem"), problem);
  if (problem) return;
  text.value = "";
  showLeft(form, text);
}

/** @type {(dialog: HTMLDialogElement) => void} */
function showRunning(dialog) {
  find(dialog, ".running").replaceChildren(...store.document.messages.map(({ id, text, until, by, level }) => {
    const button = make("button", { type: "button" }, catalogue.say("message.withdraw"));
    button.addEventListener("click", async () => write(find(dialog, ".problem"), await request(`/messages/${id}`, { method: "DELETE" })));
    const about = [catalogue.say("message.until", { time: until.slice(11, 16) }), by].filter(Boolean).join(" · ");
    return make("li", { "data-level": level }, make("bdi", {}, text), make("span", { class: "about" }, about), button);
  }));
}

// What was wrong, in words; nothing where all went well.
/** @type {(path: string, how: RequestInit) => Promise<string>} */
async function request(path, how) {
  try {
    const answer = await fetch(path, how);
    if (answer.ok) return "";
    const { detail = "" } = await answer.json();
    return detail || catalogue.say("message.failed");
  } catch {
    return catalogue.say("message.failed");
  }
}
