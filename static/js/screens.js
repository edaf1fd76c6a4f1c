// Keys and screens: pairs a screen by its code; for an admin, makes, changes and withdraws keys. The lists are polled
// again every few seconds, but never while they are edited.

import { ask, catalogue, isDone, offerCopy, refusal, since, tell } from "./access/page.js";
import { cloneTemplate, find, findAll } from "./core/dom.js";

/** @typedef {{ id: string, name: string, role: string, board?: string, source: string, created?: string, last_seen?: string,
 *   streams: number, screen?: Record<string, string | number> }} Key */

const POLL_INTERVAL_MS = 5000;
// After this time a click on "withdraw" requires confirmation again (ms).
const SURE_MS = 5000;
const OPTIONS = ["board", "layout", "rotate", "theme", "lang"];

const lists = document.querySelector("#keys") !== null;

/** @type {(form: HTMLFormElement) => Record<string, string>} */
function filled(form) {
  const given = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
  return Object.fromEntries(given.filter(([, value]) => value !== ""));
}

function preparePairing() {
  const form = /** @type {HTMLFormElement} */ (find(document, "#pair"));
  const code = /** @type {HTMLInputElement} */ (find(form, "[name=code]"));
  code.value = new URLSearchParams(location.search).get("code") ?? "";
  if (code.value) find(form, "[name=name]").focus();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const result = find(form, ".result");
    const answer = await ask("POST", "/access/pair", filled(form));
    if (isDone(answer)) {
      form.reset();
      code.value = "";
      tell(result, "done", catalogue.say("access.pair.done"));
      await refresh();
    } else {
      tell(result, "wrong", catalogue.list("access").pair.refused[answer.status] ?? refusal(answer));
      code.focus();
    }
  });
}

function prepareMaking() {
  const form = /** @type {HTMLFormElement} */ (find(document, "#make"));
  const made = find(document, ".made");
  const link = find(made, "code");
  offerCopy(find(made, ".copy"), link);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await ask("POST", "/access/keys", filled(form));
    made.hidden = !isDone(answer);
    if (isDone(answer)) {
      form.reset();
      tell(find(form, ".result"), "", "");
      link.textContent = answer.body.link;
      link.focus();
      await refresh();
    } else {
      tell(find(form, ".result"), "wrong", refusal(answer));
    }
  });
}

async function refresh() {
  if (!lists) return;
  const answer = await ask("GET", "/access.json");
  const trouble = find(document, ".trouble");
  trouble.hidden = isDone(answer);
  if (!isDone(answer)) {
    trouble.textContent = refusal(answer);
    return;
  }
  /** @type {Key[]} */
  const keys = answer.body.keys;
  draw(find(document, "#screens"), "screen-row", keys.filter((key) => key.screen), answer.now);
  draw(find(document, "#keys"), "key-row", keys.filter((key) => !key.screen), answer.now);
  find(document, ".empty").hidden = keys.some((key) => key.screen);
}

// Rows stay the same elements, so that focus and what is being typed stay too.
/** @type {(list: HTMLElement, template: string, keys: Key[], now: number) => void} */
function draw(list, template, keys, now) {
  const known = new Map(findAll(list, "li").map((row) => [row.dataset.id, row]));
  const rows = keys.map((key) => {
    const row = known.get(key.id) ?? makeRow(template, key);
    fill(row, key, now);
    return row;
  });
  for (const row of known.values()) if (!rows.includes(row)) row.remove();
  rows.forEach((row, place) => list.children[place] !== row && list.insertBefore(row, list.children[place] ?? null));
}

/** @type {(template: string, key: Key) => HTMLElement} */
function makeRow(template, key) {
  const row = cloneTemplate(/** @type {HTMLTemplateElement} */ (find(document, `#${template}`)));
  row.dataset.id = key.id;
  const button = find(row, ".withdraw");
  if (key.source === "file") button.remove();
  else button.addEventListener("click", () => withdraw(row, button));
  const form = row.querySelector("form");
  form?.addEventListener("change", () => change(row, form));
  form?.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  for (const control of form?.elements ?? []) control.setAttribute("aria-describedby", `name-${key.id}`);
  find(row, "h3").id = `name-${key.id}`;
  return row;
}

/** @type {(row: HTMLElement, key: Key, now: number) => void} */
function fill(row, key, now) {
  find(row, ".name").textContent = key.name;
  const role = row.querySelector(".role");
  if (role) role.textContent = catalogue.say(`access.roles.${key.role}`);
  const online = key.streams > 0;
  const facts = find(row, ".facts");
  facts.classList.toggle("online", online);
  const { width, height } = key.screen ?? {};
  facts.textContent = [
    online ? catalogue.say("access.online") : key.last_seen ? catalogue.say("access.seen", { ago: since(key.last_seen, now) }) : catalogue.say("access.unseen"),
    width ? `${width}×${height}` : "",
    key.screen ? "" : key.board ?? "",
    key.source === "file" ? catalogue.say("access.in_file") : "",
  ].filter(Boolean).join(" · ");
  const form = row.querySelector("form");
  if (!form || form.contains(document.activeElement)) return;
  /** @type {HTMLInputElement} */ (find(form, "[name=name]")).value = key.name;
  for (const name of OPTIONS) {
    const control = /** @type {HTMLInputElement | HTMLSelectElement} */ (find(form, `[name=${name}]`));
    const value = String(key.screen?.[name] ?? "");
    if (control instanceof HTMLSelectElement && ![...control.options].some((option) => option.value === value)) {
      control.add(new Option(value, value));
    }
    control.value = value;
  }
}

/** @type {(row: HTMLElement, form: HTMLFormElement) => Promise<void>} */
async function change(row, form) {
  const given = filled(form);
  /** @type {Record<string, string | number | null>} */
  const patch = Object.fromEntries(OPTIONS.map((name) => [name, given[name] ?? null]));
  if (patch.rotate !== null) patch.rotate = Number(patch.rotate);
  if (given.name) patch.name = given.name;
  const answer = await ask("PATCH", `/access/keys/${row.dataset.id}`, patch);
  tell(find(row, ".result"), isDone(answer) ? "done" : "wrong", isDone(answer) ? catalogue.say("access.changed") : refusal(answer));
}

/** @type {(row: HTMLElement, button: HTMLElement) => Promise<void>} */
async function withdraw(row, button) {
  if (button.dataset.sure === undefined) {
    button.dataset.sure = "";
    button.textContent = catalogue.say("access.sure");
    setTimeout(() => {
      delete button.dataset.sure;
      button.textContent = catalogue.say("access.withdraw");
    }, SURE_MS);
    return;
  }
  const answer = await ask("DELETE", `/access/keys/${row.dataset.id}`);
  if (isDone(answer)) await refresh();
  else tell(find(row, ".result"), "wrong", refusal(answer));
}

preparePairing();
if (lists) prepareMaking();
poll();

async function poll() {
  await refresh();
  setTimeout(poll, POLL_INTERVAL_MS);
}
