// The page's words in its language: plural forms and places for values. It is not a formatter of numbers.

const PLACE = /\{(\w+)\}/g;

export class Catalogue {
  #entries;
  #plurals;

  /** @param {Record<string, any>} entries */
  constructor(entries) {
    this.#entries = entries;
    this.#plurals = new Intl.PluralRules(entries.locale);
  }

  // `key` may lead into a group: "status.on_call". An unknown word shows its own last part, never nothing.
  /** @type {(key: string, values?: Record<string, any>) => string} */
  say(key, values = {}) {
    const found = key.split(".").reduce((/** @type {any} */ group, part) => group?.[part], this.#entries) ?? key.split(".").pop();
    const text = typeof found === "object" ? found[this.#form(values.n)] ?? found.other : found;
    return text.replace(PLACE, (/** @type {string} */ _, /** @type {string} */ name) => values[name] ?? "");
  }

  /** @type {(key: string) => any} */
  list(key) {
    return this.#entries[key];
  }

  /** @type {(n: unknown) => Intl.LDMLPluralRule} */
  #form(n) {
    return this.#plurals.select(Number(String(n).replace(/\D/g, "")));
  }
}
