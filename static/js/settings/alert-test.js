// Sends a test to every recipient of alerts, and says what each answered.

import { under } from "../core/base.js";
import { find, write } from "../core/dom.js";
import { phrase, showFaults } from "./page.js";

/** @typedef {{to: string, delivered: boolean, answer: string}} Result */

export class AlertTest extends HTMLElement {
  connectedCallback() {
    find(this, ".try").addEventListener("click", () => this.#send());
  }

  async #send() {
    const button = /** @type {HTMLButtonElement} */ (find(this, ".try"));
    button.disabled = true;
    write(find(this, ".outcome"), phrase("testing"));
    showFaults(find(this, ".error"), []);
    find(this, ".resources").replaceChildren();
    const answer = await post();
    button.disabled = false;
    write(find(this, ".outcome"), "");
    if (answer === undefined) showFaults(find(this, ".error"), [{ field: "", detail: "", reason: "network" }]);
    else if (!answer.results) showFaults(find(this, ".error"), [{ field: "", detail: answer.detail }]);
    find(this, ".resources").replaceChildren(...(answer?.results ?? []).map(line));
  }
}

/** @type {(result: Result) => HTMLElement} */
function line({ to, delivered, answer }) {
  const item = document.createElement("li");
  const text = document.createElement("p");
  text.textContent = `${to}: ${delivered ? `${phrase("test_delivered")} (${answer})` : answer}`;
  item.append(text);
  item.toggleAttribute("data-wrong", !delivered);
  return item;
}

/** @type {() => Promise<any>} */
async function post() {
  try {
    return await (await fetch(under("/alerts/test"), { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" })).json();
  } catch {
    return undefined;
  }
}

customElements.define("alert-test", AlertTest);
