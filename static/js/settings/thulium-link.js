// Thulium's REST API: what the server last read from it, and a try that says field by field what can be read.

import { under } from "../core/base.js";
import { find, write } from "../core/dom.js";
import { phrase, moment, showFaults, store } from "./page.js";

/** @typedef {{resource: string, read: number, fields: Record<string, number>, problems: {field: string, detail: string}[], more_problems: number, error: string}} Resource */

export class ThuliumLink extends HTMLElement {
  connectedCallback() {
    find(this, ".try").addEventListener("click", () => this.#try());
    store.follow(() => this.#refresh());
  }

  async #refresh() {
    const answer = await ask("/thulium.json");
    if (answer === undefined) return;
    const read = answer.names_read ? phrase("names_read", { at: moment(answer.names_read) }) : "";
    const error = answer.error ? answer.error.detail : "";
    write(find(this, ".status"), [phrase(`thulium_status.${answer.status}`), read, error].filter(Boolean).join(" "));
  }

  async #try() {
    const button = /** @type {HTMLButtonElement} */ (find(this, ".try"));
    button.disabled = true;
    write(find(this, ".outcome"), phrase("trying"));
    showFaults(find(this, ".error"), []);
    find(this, ".resources").replaceChildren();
    const answer = await ask("/thulium/try", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    button.disabled = false;
    write(find(this, ".outcome"), answer?.ok ? phrase("tried") : "");
    if (answer === undefined) showFaults(find(this, ".error"), [{ field: "", detail: "", reason: "network" }]);
    else if (!answer.ok) showFaults(find(this, ".error"), [{ field: "", detail: answer.error || answer.detail || phrase("nothing_read") }]);
    find(this, ".resources").replaceChildren(...(answer?.resources ?? []).map(line));
    this.#refresh();
  }
}

/** @type {(resource: Resource) => HTMLElement} */
function line({ resource, read, fields, problems, more_problems, error }) {
  const item = document.createElement("li");
  const counts = Object.entries(fields).map(([name, count]) => `${name} ${count}`).join(", ");
  const rows = [phrase("rows", { n: read }), counts && `(${counts})`].filter(Boolean).join(" ");
  const head = document.createElement("p");
  head.textContent = `${phrase(`resource.${resource}`)}: ${error && read === 0 ? error : rows}`;
  item.append(head);
  for (const { field, detail } of problems) {
    const problem = document.createElement("p");
    problem.className = "problem";
    problem.textContent = `${field} ${detail}`;
    item.append(problem);
  }
  if (more_problems > 0) {
    const more = document.createElement("p");
    more.className = "problem";
    more.textContent = phrase("more_problems", { n: more_problems });
    item.append(more);
  }
  item.toggleAttribute("data-wrong", error !== "" || problems.length > 0);
  return item;
}

/** @type {(address: string, options?: RequestInit) => Promise<any>} */
async function ask(address, options) {
  try {
    return await (await fetch(under(address), options)).json();
  } catch {
    return undefined;
  }
}

customElements.define("thulium-link", ThuliumLink);
