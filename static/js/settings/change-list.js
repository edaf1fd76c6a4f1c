// Who changed what and when, and taking it back.

import { cloneTemplate, find } from "../dom.js";
import { byVersion, pathOf, valueAt } from "./fields.js";
import { moment, phrase, saySaved, showFaults, store } from "./page.js";

/** @typedef {{version: number, at: string, by: string, path: string, before: any, after: any}} Change */

export class ChangeList extends HTMLElement {
  /** @type {any[] | undefined} */
  #drawn;

  connectedCallback() {
    store.follow(() => this.draw());
  }

  draw() {
    if (this.#drawn === store.changes) return;
    this.#drawn = store.changes;
    const groups = byVersion(/** @type {Change[]} */ (store.changes));
    find(this, ".changes").replaceChildren(...groups.map((group) => this.#item(group)));
    find(this, ".empty").hidden = groups.length > 0;
  }

  /** @param {Change[]} changes of one entry */
  #item(changes) {
    const item = cloneTemplate(/** @type {HTMLTemplateElement} */ (find(document, "#change-item")));
    const [{ version, at, by }] = changes;
    find(item, "time").textContent = moment(at);
    find(item, "time").setAttribute("datetime", at);
    find(item, ".by").textContent = by === "loopback" ? phrase("by_loopback") : by;
    const sentences = changes.map(describe);
    for (const sentence of sentences) {
      const line = document.createElement("li");
      line.textContent = sentence;
      find(item, ".what").append(line);
    }
    const button = find(item, ".undo");
    button.setAttribute("aria-label", `${phrase("undo")}: ${sentences[0]}`);
    button.addEventListener("click", async () => {
      const faults = await store.undo(version);
      showFaults(find(this, ".error"), faults);
      if (faults.length === 0) saySaved();
    });
    return item;
  }
}

/** @type {(change: Change) => string} */
function describe({ path, before, after }) {
  const [section, ...rest] = pathOf(path);
  const isOfId = ["queues", "chat_queues", "pauses", "agents", "boards"].includes(section);
  const [id, key] = isOfId ? [rest[0], rest.slice(1)] : [undefined, rest];
  const name = id === undefined ? undefined : valueAt(store.answer.settings, [section, id, "name"]);
  const what = [phrase(`one.${section}`), id, name && name !== id ? `(${name})` : undefined].filter(Boolean).join(" ");
  if (section === "boards" && key.length === 0) return `${what}: ${phrase(after === null ? "board_removed" : "board_added")}`;
  const field = key.length === 0 ? "" : section === "boards" && key[0] !== "title" ? phrase(`board.${key[0]}`) : phrase(`field_long.${key.join("_")}`);
  const values = { before: shown(section, key, before), after: shown(section, key, after) };
  return `${[what, field].filter(Boolean).join(", ")}: ${phrase("changed", values)}`;
}

/** @type {(section: string, key: string[], value: any) => string} */
function shown(section, key, value) {
  if (value === null) return phrase("nothing");
  if (key[0] === "target") return `${Math.round(value * 1000) / 10} %`;
  if (Array.isArray(value)) return value.map((id) => valueAt(store.answer.settings, [key[0], id, "name"]) ?? id).join(", ") || phrase("nothing");
  if (typeof value === "boolean" || ["formula", "numbers", "agents"].includes(key[0]) || section === "language") return phrase(`choice.${value}`);
  return String(value);
}

customElements.define("change-list", ChangeList);
