// <alarm-switch>: whether alarms sound and notify on this machine; kept by the browser.

import { catalogue } from "../board.js";
import { want, wanted } from "../desk/notice.js";
import { sound } from "../sound.js";

export class AlarmSwitch extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.addEventListener("click", async () => {
      const asked = want(!wanted());
      this.#show();
      await asked;
    });
    if (wanted()) sound.want(true);
    this.#show();
  }

  #show() {
    this.button.ariaPressed = String(wanted());
    this.button.textContent = catalogue.say(wanted() ? "alarms_on" : "alarms_off");
  }
}

customElements.define("alarm-switch", AlarmSwitch);
