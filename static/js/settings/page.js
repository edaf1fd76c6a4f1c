// What the parts of the settings page share: the settings, the words, and how a fault is said.

import { Catalogue } from "../catalogue.js";
import { find } from "../dom.js";
import { SettingsStore } from "./settings-store.js";

/** @typedef {import("./settings-store.js").Fault} Fault */

const entries = JSON.parse(find(document, "#words").textContent ?? "");
const words = new Catalogue(entries);

export const store = new SettingsStore(find(document, "#state").textContent ?? "");
export const collator = new Intl.Collator(entries.locale, { numeric: true });

/** @type {(key: string, values?: Record<string, any>) => string} */
export function phrase(key, values) {
  return words.say(`settings.${key}`, values);
}

/** @type {(fault: Fault) => string} */
export function sayFault(fault) {
  const known = fault.reason !== undefined && fault.reason in entries.settings.error;
  return known ? phrase(`error.${fault.reason}`, fault) : fault.detail;
}

/** @type {(box: HTMLElement, faults: Fault[]) => void} */
export function showFaults(box, faults) {
  box.textContent = faults.map(sayFault).join(" ");
  box.hidden = faults.length === 0;
}

// Says that something was saved, to the eye and to screen readers.
export function saySaved() {
  const time = new Date().toLocaleTimeString(entries.locale);
  find(document, ".saved").textContent = phrase("saved", { time });
}

/** @type {(iso: string) => string} */
export function moment(iso) {
  return new Date(iso).toLocaleString(entries.locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
