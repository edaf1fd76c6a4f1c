// The target and the formula of the service level, in words, beside the views.

import { catalogue, store } from "../core/page.js";
import { find, write } from "../core/dom.js";
import { percent } from "../format/format.js";

export function showFormula() {
  store.subscribe("service_level", show);
  show(store.document);
}

/** @type {(document: Doc) => void} */
function show({ service_level: { formula, target, short_abandon: short, seconds } }) {
  const text = catalogue.say(`formula_long.${formula}`, { target: percent(target, catalogue), short, seconds });
  write(find(window.document, ".views .formula"), text);
}
