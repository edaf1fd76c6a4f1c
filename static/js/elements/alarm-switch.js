// <alarm-switch>: whether alarms sound and notify on this machine; kept by the browser. It says what the browser blocks.

import { catalogue } from "../core/page.js";
import { notifying, want, wanted } from "../supervisor/notifications.js";
import { find } from "../core/dom.js";
import { sound } from "../sound.js";

export class AlarmSwitch extends HTMLElement {
  /** @type {HTMLElement} */
  #button;
  /** @type {HTMLElement} */
  #tone;
  // The touch that unlocks the sound switches nothing off.
  #unlocks = false;

  connectedCallback() {
    this.#button = find(this, "button");
    for (const touch of ["pointerdown", "keydown"]) this.#button.addEventListener(touch, () => (this.#unlocks = sound.blocked));
    this.#button.addEventListener("click", () => this.#switch());
    this.#tone = find(this, ".tone");
    this.#tone.addEventListener("click", () => sound.test());
    sound.addEventListener("change", () => this.#show());
    if (wanted()) sound.want(true);
    this.#show();
  }

  async #switch() {
    if (!this.#unlocks) {
      const asked = want(!wanted());
      this.#show();
      await asked;
    }
    this.#unlocks = false;
    this.#show();
  }

  #show() {
    this.#button.ariaPressed = String(wanted());
    this.#button.textContent = catalogue.say(!wanted() ? "alarms_off" : sound.blocked ? "alarms_silent" : "alarms_on");
    this.#tone.hidden = !wanted() || sound.blocked;
    const help = catalogue.say("alarm_switch_help");
    this.#button.title = wanted() && !notifying() ? `${help}. ${catalogue.say("notifications_blocked")}` : help;
  }
}

customElements.define("alarm-switch", AlarmSwitch);
