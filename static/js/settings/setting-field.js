// One setting: its box, where its value comes from, what it means, and what is wrong with it. It saves itself.

import { cloneTemplate, find, write } from "../core/dom.js";
import { asClock, keyOf, patchOf, read, valueAt, written } from "./fields.js";
import { phrase, saySaved, showFaults, store } from "./page.js";

/** @typedef {import("./fields.js").Field} Field */

const LOOSENESS = { numbers: ["none", "last3", "full"], agents: ["initials", "first_name", "name"], recordings: ["false", "true"] };

/** @type {(field: Field) => string} */
function templateOf({ choices, kind }) {
  if (choices) return "#setting-choice";
  return kind === "lines" ? "#setting-lines" : "#setting-field";
}

export class SettingField {
  #field;
  #path;
  /** @type {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */
  #input;
  #isSaving = false;

  /** @param {Field} field @param {string[]} path of the table that it is in @param {string} of what it is, for screen readers */
  constructor(field, path, of = "") {
    this.#field = field;
    this.#path = [...path, ...field.path];
    this.element = /** @type {HTMLElement} */ (
      cloneTemplate(/** @type {HTMLTemplateElement} */ (find(document, templateOf(field))))
    );
    this.#input = /** @type {any} */ (find(this.element, "input, textarea, select"));
    this.#prepare(of);
    this.#input.addEventListener("change", () => this.#save(read(this.#field, this.#input.value)));
    find(this.element, ".clear").addEventListener("click", () => {
      this.#save(null);
      this.#input.focus();
    });
  }

  focus() {
    this.#input.focus();
  }

  get hasFocus() {
    return this.element.contains(document.activeElement);
  }

  draw() {
    const value = valueAt(store.answer.settings, this.#path);
    const source = valueAt(store.answer.sources, [keyOf(this.#path)]);
    const isPrivacy = this.#path[0] === "privacy";
    const isLocked = source === "file" && !isPrivacy;
    const isEdited = document.activeElement === this.#input && this.#input.value !== this.#input.dataset.drawn;
    if (!isEdited && !this.#isSaving && !this.element.hasAttribute("data-wrong")) this.#show(written(this.#field, value));
    this.#input.toggleAttribute("disabled", isLocked);
    if (isPrivacy) this.#offerStricter(source === "browser" ? undefined : String(value));
    this.element.dataset.source = source ?? "default";
    const standard = this.#field.standard && valueAt(store.answer.settings, this.#field.standard);
    // Without a name screens show the id.
    const shown = this.#field.path[0] === "name" ? this.#path[1] : standard ?? this.#field.hint ?? "";
    const isHidden = this.#field.kind === "secret" && source !== undefined;
    if (!(this.#input instanceof HTMLSelectElement)) this.#input.placeholder = isHidden ? phrase("hidden") : String(shown);
    const isSet = value !== undefined || standard !== undefined || isHidden;
    write(find(this.element, ".source"), isSet ? phrase(`source.${source ?? "default"}`) : "");
    write(find(this.element, ".meaning"), this.#meaning(value ?? standard));
    find(this.element, ".clear").hidden = source !== "browser";
  }

  /** @param {string} of */
  #prepare(of) {
    const name = this.#field.path.join("_");
    const label = find(this.element, ".label");
    label.textContent = phrase(`field.${name}`);
    if (of) this.#input.setAttribute("aria-label", `${phrase(`field_long.${name}`)}: ${of}`);
    this.element.dataset.field = name;
    const note = find(this.element, ".note");
    note.id = `note-${keyOf(this.#path)}`;
    const error = find(this.element, ".error");
    error.id = `error-${keyOf(this.#path)}`;
    this.#input.setAttribute("aria-describedby", `${note.id} ${error.id}`.replace(/"/g, ""));
    note.id = note.id.replace(/"/g, "");
    error.id = error.id.replace(/"/g, "");
    if (this.#input instanceof HTMLSelectElement) {
      const words = this.#path[1] === "tls" ? "encryption" : "choice";
      for (const choice of this.#field.choices ?? []) this.#input.append(new Option(phrase(`${words}.${choice}`), choice));
      return;
    }
    const isNumber = this.#field.kind === "whole" || this.#field.kind === "percent";
    if (isNumber) this.#input.inputMode = "decimal";
    if (this.#field.kind === "team") this.#input.setAttribute("list", "teams");
    this.#input.autocomplete = "off";
    if (this.#field.kind === "secret" && this.#input instanceof HTMLInputElement) {
      this.#input.type = "password";
      this.#input.autocomplete = "new-password";
    }
    this.#input.spellcheck = false;
    this.element.dataset.kind = this.#field.kind;
  }

  /** @param {string} text */
  #show(text) {
    if (this.#input.value !== text) this.#input.value = text;
    this.#input.dataset.drawn = text;
  }

  // What shows more than the file allows cannot be chosen.
  /** @param {string | undefined} allowed */
  #offerStricter(allowed) {
    if (allowed === undefined || !(this.#input instanceof HTMLSelectElement)) return;
    const order = /** @type {Record<string, string[]>} */ (LOOSENESS)[this.#path[1]];
    for (const option of this.#input.options) option.disabled = order.indexOf(option.value) > order.indexOf(allowed);
  }

  /** @param {any} value */
  #meaning(value) {
    return this.#field.seconds && typeof value === "number" && value >= 60 ? phrase("clock", { time: asClock(value) }) : "";
  }

  /** @param {unknown} value */
  async #save(value) {
    this.#isSaving = true;
    this.element.dataset.saving = "";
    const faults = await store.save(patchOf(this.#path, value));
    this.#isSaving = false;
    delete this.element.dataset.saving;
    showFaults(find(this.element, ".error"), faults);
    this.element.toggleAttribute("data-wrong", faults.length > 0);
    this.#input.setAttribute("aria-invalid", String(faults.length > 0));
    if (faults.length > 0) return;
    this.#show(this.#field.kind === "secret" ? "" : this.#input.value);
    saySaved();
    this.draw();
  }
}
