// Lists that are folded away: which ones, the address says as `fold=`.

import { find, findAll } from "../core/dom.js";
import { address } from "./address.js";

export function followFolds() {
  for (const part of findAll(document, "[data-fold]")) {
    find(part, ".fold").addEventListener("click", () => {
      const { fold: name = "" } = part.dataset;
      const folded = address.all("fold");
      address.set({ fold: folded.includes(name) ? folded.filter((each) => each !== name) : [...folded, name] });
    });
  }
}

export function showFolds() {
  const folded = address.all("fold");
  for (const part of findAll(document, "[data-fold]")) {
    const isFolded = folded.includes(part.dataset.fold ?? "");
    part.toggleAttribute("data-folded", isFolded);
    find(part, ".fold").ariaExpanded = String(!isFolded);
  }
}
