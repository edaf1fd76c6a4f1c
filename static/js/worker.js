// One stream for all tabs of a browser that look at the same board: a SharedWorker that keeps the document for
// tabs that come later. Its name is the stream's address.

import { Line } from "./line.js";
import { merge } from "./merge.js";

/** @type {Set<MessagePort>} */
const ports = new Set();
/** @type {Doc | undefined} */
let known;

const line = new Line(self.name, (name, text) => {
  if (name === "state") known = JSON.parse(text);
  if (name === "patch") known = known && merge(known, JSON.parse(text));
  for (const port of ports) port.postMessage({ name, text });
});

self.addEventListener("connect", (event) => {
  const port = /** @type {MessageEvent} */ (event).ports[0];
  port.addEventListener("message", ({ data }) => data === "leave" && leave(port));
  port.start();
  ports.add(port);
  port.postMessage({ name: "hello" });
  if (known) port.postMessage({ name: "known", text: JSON.stringify(known) });
  if (ports.size === 1) line.open();
});

/** @type {(port: MessagePort) => void} */
function leave(port) {
  ports.delete(port);
  if (ports.size > 0) return;
  line.close();
  known = undefined;
}
