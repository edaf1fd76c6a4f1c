// What of the page lives in its address: filters, orders, columns, the view. The address is the only place where it
// is stored, so it survives a reload and can be shared. Parameters of others (open, key, lang…) stay as they are.

class Address extends EventTarget {
  constructor() {
    super();
    addEventListener("popstate", () => this.#told());
  }

  /** @type {(name: string) => string} */
  get(name) {
    return new URLSearchParams(location.search).get(name) ?? "";
  }

  // All values of a name that may stand there several times.
  /** @type {(name: string) => string[]} */
  all(name) {
    return new URLSearchParams(location.search).getAll(name).filter(Boolean);
  }

  // Names with an empty value leave the address. `?` stays away when nothing is left.
  /** @type {(changed: Record<string, string | string[]>) => void} */
  set(changed) {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changed)) {
      query.delete(name);
      for (const each of [value].flat()) if (each) query.append(name, each);
    }
    const search = String(query) && `?${query}`;
    if (search === location.search) return;
    history.replaceState(history.state, "", `${location.pathname}${search}${location.hash}`);
    this.#told();
  }

  // The address as it is, with some of it changed: for links.
  /** @type {(changed: Record<string, string>) => string} */
  with(changed) {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changed)) query.set(name, value);
    return `?${query}`;
  }

  #told() {
    this.dispatchEvent(new Event("change"));
  }
}

export const address = new Address();
