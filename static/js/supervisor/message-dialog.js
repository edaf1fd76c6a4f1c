// The dialog in which a supervisor writes a line to the screens, and withdraws one.

import { under } from "../core/base.js";
import { catalogue, clock, store } from "../core/page.js";
import { find, findAll, mark, write } from "../core/dom.js";
import { Kept } from "../details/keyed-list.js";
import { make } from "../details/make.js";
import { importantSign } from "../elements/feed-notice.js";
import { iso } from "../elements/past-band.js";

const MINUTE_MS = 60_000;
const HEADERS = { "Content-Type": "application/json" };
// Where the server puts what is wrong, and how many messages there are at most.
const WRONG_VALUE = 422;
const TOO_MANY = 409;
const GONE = 404;

/** @typedef {{ status: number, field: string }} Problem */

export function followMessages() {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog.messages"));
  if (!dialog) return;
  const form = /** @type {HTMLFormElement} */ (find(dialog, "form.compose"));
  const text = textOf(form);
  const running = new Kept(find(dialog, ".running"));
  find(document, "desk-bar .write").addEventListener("click", () => dialog.showModal());
  text.addEventListener("input", () => showCount(form));
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("change", ({ target }) => chooseBoards(form, /** @type {HTMLInputElement} */ (target)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void post(form);
  });
  store.subscribe("messages", () => showRunning(dialog, running));
  showRunning(dialog, running);
}

/** @type {(form: HTMLFormElement) => HTMLTextAreaElement} */
function textOf(form) {
  return /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
}

// The text as the server counts it: one line, composed characters.
/** @type {(form: HTMLFormElement) => string} */
function lineOf(form) {
  return textOf(form).value.replace(/\s*[\r\n]+\s*/g, " ").trim().normalize("NFC");
}

/** @type {(form: HTMLFormElement) => void} */
function showCount(form) {
  const { dataset } = textOf(form);
  const length = [...lineOf(form)].length;
  const count = find(form, ".count");
  write(count, `${length}/${dataset.limit}`);
  mark(count, "over", length > Number(dataset.limit) && "");
  showWrong(form, "");
  write(find(form, ".done"), "");
}

// All boards, or some: each ends the other.
/** @type {(form: HTMLFormElement, changed: HTMLInputElement) => void} */
function chooseBoards(form, changed) {
  const all = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("all"));
  if (!all) return;
  const boards = findAll(form, "[name=board]").map((box) => /** @type {HTMLInputElement} */ (box));
  if (changed === all && all.checked) for (const board of boards) board.checked = false;
  all.checked = !boards.some(({ checked }) => checked);
}

/** @type {(form: HTMLFormElement) => Promise<void>} */
async function post(form) {
  if ("sending" in form.dataset) return;
  form.dataset.sending = "";
  const data = new FormData(form);
  const minutes = Number(data.get("minutes"));
  const problem = await request("/messages", {
    method: "POST",
    headers: HEADERS,
    body: JSON.stringify({
      text: lineOf(form),
      until: minutes ? iso(clock.now + minutes * MINUTE_MS, clock.offset) : "day_end",
      level: data.has("important") ? "important" : "info",
      boards: data.getAll("board"),
    }),
  });
  delete form.dataset.sending;
  showOutcome(form, problem);
}

/** @type {(form: HTMLFormElement, problem: Problem | undefined) => void} */
function showOutcome(form, problem) {
  const isText = problem?.status === WRONG_VALUE && problem.field === "text";
  if (!problem) textOf(form).value = "";
  showCount(form);
  showWrong(form, isText ? catalogue.say("message.wrong_text") : "");
  write(find(form, ".problem"), problem && !isText ? catalogue.say(problem.status === TOO_MANY ? "message.full" : "message.failed") : "");
  write(find(form, ".done"), problem ? "" : catalogue.say("message.sent"));
  if (!problem || isText) textOf(form).focus();
}

/** @type {(form: HTMLFormElement, words: string) => void} */
function showWrong(form, words) {
  write(find(form, ".wrong"), words);
  textOf(form).setAttribute("aria-invalid", String(Boolean(words)));
}

/** @type {(dialog: HTMLDialogElement, running: Kept) => void} */
function showRunning(dialog, running) {
  const { messages } = store.document;
  find(dialog, ".running-title").hidden = messages.length === 0;
  running.show(messages, ({ id, text, until, by, level }) => {
    const button = make("button", { type: "button" }, catalogue.say("message.withdraw"));
    button.addEventListener("click", () => withdraw(dialog, id));
    const about = [catalogue.say("message.until", { time: until.slice(11, 16) }), by].filter(Boolean).join(" · ");
    const sign = level === "important" ? make("strong", {}, importantSign()) : undefined;
    const words = make("p", {}, sign, make("bdi", {}, text));
    return make("li", { "data-level": level }, words, make("bdi", { class: "about" }, about), button);
  });
}

// What is over by now was meant to be.
/** @type {(dialog: HTMLDialogElement, id: string) => Promise<void>} */
async function withdraw(dialog, id) {
  const problem = await request(`/messages/${id}`, { method: "DELETE" });
  const failed = problem && problem.status !== GONE;
  write(find(dialog, ".withdrawing"), failed ? catalogue.say("message.failed") : "");
  if (!failed) find(dialog, "[name=text]").focus();
}

// What was wrong; nothing where all went well.
/** @type {(path: string, how: RequestInit) => Promise<Problem | undefined>} */
async function request(path, how) {
  try {
    const answer = await fetch(under(path), how);
    if (answer.ok) return undefined;
    const { errors = [] } = await answer.json().catch(() => ({}));
    return { status: answer.status, field: errors[0]?.field ?? "" };
  } catch {
    return { status: 0, field: "" };
  }
}
