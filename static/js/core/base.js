// The path under which the whole wallboard is, where it is a part of another site (`[server] base`).

const base = typeof document === "undefined" ? "" : (document.documentElement.dataset.base ?? "");

// The address of one of the server's paths, `/state`.
/** @type {(path: string) => string} */
export function under(path) {
  return `${base}${path}`;
}
