// What becomes of the page when its key changes: withdrawn, it says so and shows no figures; a paired screen that is to
// show something else loads itself again. Not here: how the server notifies (line.js).

import { find } from "./core/dom.js";

/** @typedef {import("./core/stream.js").Stream} Stream */

const html = document.documentElement;
// A TV that was withdrawn becomes the pairing page after this time (ms); a person reads the sentence first.
const PAIRING_AFTER = 8000;
// The page loads itself again at most this often (ms), whatever the server says.
const RELOAD_INTERVAL = 5000;

let loading = false;

/** @param {Stream} stream */
export function followKey(stream) {
  stream.addEventListener("withdrawn", withdraw);
  stream.addEventListener("state", restore);
  stream.addEventListener("elsewhere", reload);
  stream.addEventListener("screen", (event) => {
    const { options } = /** @type {CustomEvent} */ (event).detail;
    if (options !== html.dataset.options) reload();
  });
}

function withdraw() {
  if (html.dataset.withdrawn !== undefined) return;
  html.dataset.withdrawn = "";
  find(document, "[data-obstacle=withdrawn]").hidden = false;
  if (html.dataset.screen === "tv") setTimeout(() => location.reload(), PAIRING_AFTER);
}

// The key is in force again, or a proxy had answered in the server's place.
function restore() {
  if (html.dataset.withdrawn === undefined) return;
  delete html.dataset.withdrawn;
  find(document, "[data-obstacle=withdrawn]").hidden = true;
}

// Only once the server has the page, so that no error page takes the board's place.
async function reload() {
  if (loading) return;
  loading = true;
  setTimeout(() => {
    loading = false;
  }, RELOAD_INTERVAL);
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.ok) location.reload();
  } catch {
    // The stream reconnects, and notifies again.
  }
}
