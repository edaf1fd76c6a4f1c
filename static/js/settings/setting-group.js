// A few settings of one table: the service level, privacy, the language.

import { find } from "../dom.js";
import { FIELDS } from "./fields.js";
import { store } from "./page.js";
import { SettingField } from "./setting-field.js";

export class SettingGroup extends HTMLElement {
  connectedCallback() {
    const box = find(this, "[data-fields]");
    const path = this.dataset.section ? [this.dataset.section] : [];
    const fields = (box.dataset.fields ?? "").split(" ").map((name) => new SettingField(FIELDS[name], path));
    box.append(...fields.map((field) => field.element));
    store.follow(() => fields.forEach((field) => field.draw()));
  }
}

customElements.define("setting-group", SettingGroup);
