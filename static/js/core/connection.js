// Brings the stream to the store and the clock, and notifies the page how far it can be trusted.

import { clock, store } from "./page.js";
import { find } from "./dom.js";
import { offsetOf } from "../format/format.js";
import { upgrade } from "./release.js";
import { Stream } from "./stream.js";
import { followKey } from "../withdrawal.js";

/** @typedef {import("../elements/stale-band.js").StaleBand} StaleBand */

const html = document.documentElement;
const EDITION = "wallboard.edition";

export function connect() {
  const { stream: url = "", static: files, release } = html.dataset;
  const stream = new Stream(url, `${files}/js/core/worker.js`);
  const band = /** @type {StaleBand} */ (find(document, "stale-band"));
  on(stream, "state", (/** @type {Doc} */ detail) => {
    clock.set(detail.as_of, offsetOf(detail.as_of));
    store.replace(detail);
  });
  on(stream, "known", (/** @type {Doc} */ detail) => store.replace(detail));
  on(stream, "patch", (/** @type {Record<string, any>} */ detail) => {
    if (detail.as_of) clock.set(detail.as_of, offsetOf(detail.as_of));
    store.patch(detail);
    band.trouble();
  });
  on(stream, "ping", (/** @type {Schema.Ping} */ detail) => {
    clock.set(detail.now, offsetOf(detail.now));
    band.trouble(detail.trouble);
    if (detail.release !== release) upgrade();
    showEdition(detail.page);
  });
  on(stream, "line", (/** @type {string} */ line) => {
    html.dataset.line = line;
    document.dispatchEvent(new Event("linechange"));
    if (line === "stale") {
      clock.freeze();
      band.begin(() => stream.silence);
    } else {
      clock.thaw();
      band.end();
    }
  });
  followKey(stream);
  stream.open();
}

// The language or the board's title is another one: the page loads itself again, once for each edition, since behind a
// load balancer it may come from a server that does not have it yet.
/** @type {(edition: string | undefined) => void} */
function showEdition(edition) {
  if (!edition || edition === html.dataset.edition) return;
  try {
    if (sessionStorage.getItem(EDITION) === edition) return;
    sessionStorage.setItem(EDITION, edition);
    location.reload();
  } catch {
    // A browser that stores nothing shows it after the next opening.
  }
}

/** @type {(stream: Stream, name: string, act: (detail: any) => void) => void} */
function on(stream, name, act) {
  stream.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
}
