// Brings the stream to the store and the clock, and tells the page how far it can be trusted.

import { clock, store } from "./board.js";
import { offsetOf } from "./format.js";
import { upgrade } from "./release.js";
import { Stream } from "./stream.js";

const html = document.documentElement;

export function connect() {
  const { stream: url, static: files, release } = html.dataset;
  const stream = new Stream(url, `${files}/js/worker.js`);
  const band = document.querySelector("stale-band");
  stream.addEventListener("state", ({ detail }) => {
    clock.set(detail.as_of, offsetOf(detail.as_of));
    store.replace(detail);
  });
  stream.addEventListener("known", ({ detail }) => store.replace(detail));
  stream.addEventListener("patch", ({ detail }) => {
    if (detail.as_of) clock.set(detail.as_of, offsetOf(detail.as_of));
    store.patch(detail);
    band.trouble();
  });
  stream.addEventListener("ping", ({ detail }) => {
    clock.set(detail.now, offsetOf(detail.now));
    band.trouble(detail.trouble);
    if (detail.release !== release) upgrade();
  });
  stream.addEventListener("line", ({ detail: line }) => {
    html.dataset.line = line;
    if (line === "stale") {
      clock.freeze();
      band.begin(() => stream.silence);
    } else {
      clock.thaw();
      band.end();
    }
  });
  stream.open();
}
