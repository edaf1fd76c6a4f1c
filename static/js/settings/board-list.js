// The boards: what each shows, its addresses, and how it looks on a TV.

import { under } from "../core/base.js";
import { arrange, cloneTemplate, find, findAll, write } from "../core/dom.js";
import { ID_FIELDS, keyOf, patchOf, valueAt } from "./fields.js";
import { collator, phrase, saySaved, showFaults, store } from "./page.js";
import { SettingField } from "./setting-field.js";

const CHOICES = ["queues", "chat_queues", "campaigns", "teams"];

/** @typedef {{element: HTMLElement, draw: () => void}} Drawn */

export class BoardList extends HTMLElement {
  /** @type {Map<string, Drawn>} */
  #boards = new Map();

  connectedCallback() {
    find(this, ".add").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
    store.follow(() => this.draw());
  }

  draw() {
    const names = Object.keys(store.answer.settings.boards).sort(collator.compare);
    for (const name of [...this.#boards.keys()]) if (!names.includes(name)) this.#boards.delete(name);
    for (const name of names) {
      if (!this.#boards.has(name)) this.#boards.set(name, makeBoard(name, this.hasAttribute("data-preview")));
      this.#boards.get(name)?.draw();
    }
    arrange(find(this, ".boards"), names.map((name) => /** @type {Drawn} */ (this.#boards.get(name)).element));
  }

  async #add() {
    const input = /** @type {HTMLInputElement} */ (find(this, ".add input"));
    const name = input.value.trim();
    if (name === "") return;
    const faults = await store.save({ boards: { [name]: {} } });
    showFaults(find(this, ".add .error"), faults);
    if (faults.length > 0) return;
    input.value = "";
    saySaved();
    const board = this.#boards.get(name);
    board?.element.scrollIntoView({ block: "nearest" });
    board?.element.querySelector("input")?.focus();
  }
}

/** @type {(name: string, hasPreview: boolean) => Drawn} */
function makeBoard(name, hasPreview) {
  const element = cloneTemplate(/** @type {HTMLTemplateElement} */ (find(document, "#board-item")));
  const path = ["boards", name];
  const fields = ID_FIELDS.boards.map((field) => new SettingField(field, path, name));
  const choices = CHOICES.map((kind) => makeChoice(name, kind, find(element, ":scope > .error")));
  write(find(element, ".name"), name);
  for (const screen of ["tv", "supervisor"]) {
    const link = find(element, `.to-${screen}`);
    link.setAttribute("href", under(`/${screen}/${encodeURIComponent(name)}`));
    link.textContent = under(`/${screen}/${name}`);
  }
  find(element, ".fields").append(...fields.map((field) => field.element));
  find(element, ".choices").append(...choices.map((choice) => choice.element));
  find(element, ".remove").addEventListener("click", async () => {
    const faults = await store.save(patchOf(path, null));
    showFaults(find(element, ":scope > .error"), faults);
    if (faults.length === 0) saySaved();
  });
  const preview = /** @type {HTMLDetailsElement} */ (find(element, ".preview"));
  preview.hidden = !hasPreview;
  preview.addEventListener("toggle", () => showPreview(preview, name));
  const prefix = `${keyOf(path)}.`;
  return {
    element,
    draw() {
      for (const one of [...fields, ...choices]) one.draw();
      const ofFile = Object.entries(store.answer.sources).some(
        ([key, source]) => source === "file" && (key.startsWith(prefix) || key === keyOf(path)),
      );
      find(element, ".remove").hidden = ofFile;
    },
  };
}

// Only while it is open, since each board that is watched costs a stream.
/** @type {(preview: HTMLDetailsElement, name: string) => void} */
function showPreview(preview, name) {
  const screen = find(preview, ".screen");
  screen.replaceChildren();
  if (!preview.open) return;
  const frame = document.createElement("iframe");
  frame.src = under(`/tv/${encodeURIComponent(name)}?theme=${document.documentElement.dataset.theme}`);
  frame.title = phrase("preview_of", { name });
  frame.tabIndex = -1;
  screen.append(frame);
}

/** @type {(board: string, kind: string, error: HTMLElement) => Drawn} */
function makeChoice(board, kind, error) {
  const element = cloneTemplate(/** @type {HTMLTemplateElement} */ (find(document, "#board-choice")));
  const path = ["boards", board, kind];
  const all = /** @type {HTMLInputElement} */ (find(element, ".all input"));
  find(element, "legend").textContent = phrase(`board.${kind}`);
  /** @param {unknown} value */
  async function save(value) {
    const faults = await store.save(patchOf(path, value));
    showFaults(error, faults);
    if (faults.length === 0) saySaved();
    draw();
  }
  function chosen() {
    const boxes = findAll(element, ".each input:checked");
    return boxes.map((box) => box.dataset.id);
  }
  function draw() {
    const value = valueAt(store.answer.settings, path);
    const source = valueAt(store.answer.sources, [keyOf(path)]);
    all.checked = value === undefined;
    all.disabled = source === "file";
    find(element, ".each").hidden = value === undefined;
    drawEach(find(element, ".each"), optionsOf(kind, value ?? []), value ?? [], source === "file", () => save(chosen()));
    write(find(element, ".source"), source ? phrase(`source.${source}`) : "");
    element.dataset.source = source ?? "default";
  }
  all.addEventListener("change", () => save(all.checked ? null : []));
  return { element, draw };
}

/** @type {(box: HTMLElement, options: Map<string, string>, chosen: string[], isLocked: boolean, save: () => void) => void} */
function drawEach(box, options, chosen, isLocked, save) {
  const labels = [...options].map(([id, name]) => {
    let label = findAll(box, "label").find((one) => one.dataset.id === id);
    if (!label) {
      label = document.createElement("label");
      label.dataset.id = id;
      const input = document.createElement("input");
      input.type = "checkbox";
      input.dataset.id = id;
      input.addEventListener("change", save);
      label.append(input, " ", document.createElement("span"));
    }
    const input = /** @type {HTMLInputElement} */ (find(label, "input"));
    input.checked = chosen.includes(id);
    input.disabled = isLocked;
    write(find(label, "span"), name);
    return label;
  });
  arrange(box, labels);
}

// What can be chosen: all that has a name, was seen, or is chosen already; by name.
/** @type {(kind: string, chosen: string[]) => Map<string, string>} */
function optionsOf(kind, chosen) {
  const { settings, seen } = store.answer;
  /** @type {Record<string, string>} */
  const names = Object.create(null);
  if (kind === "teams") {
    for (const agent of Object.values(settings.agents)) if (agent.team) names[agent.team] = agent.team;
  } else if (kind === "campaigns") {
    for (const [id, campaign] of Object.entries(store.campaigns)) names[id] = campaign.name ?? id;
  } else {
    for (const id of Object.keys(seen[kind])) names[id] = id;
    for (const [id, one] of Object.entries(settings[kind])) names[id] = one.name ?? id;
  }
  for (const id of chosen) names[id] ??= id;
  return new Map(Object.entries(names).sort(([, one], [, other]) => collator.compare(one, other)));
}

customElements.define("board-list", BoardList);
