// The streams of all tabs of a browser: a SharedWorker that keeps the document of each address for tabs that come
// later. A browser gives a host six connections; so that pages and files still load, no more than four are streams, and
// the boards beyond them are polled every two seconds.

import { Line } from "./reconnecting-source.js";
import { merge } from "./merge.js";
import { Poller } from "./state-poller.js";

const MAX_STREAMS = 4;
const POLL_INTERVAL_MS = 2000;

/** @type {Map<string, Channel>} */
const channels = new Map();

// What comes from one address, for all tabs that look at it.
class Channel {
  /** @type {Set<MessagePort>} */
  ports = new Set();
  /** @type {Doc | undefined} */
  #known;
  #url;
  /** @type {Line | Poller | undefined} */
  #source;

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
  }

  get streams() {
    return this.#source instanceof Line;
  }

  /** @type {(streams: boolean) => void} */
  open(streams) {
    if (this.#source && this.streams === streams) return;
    this.#source?.close();
    /** @type {(name: string, text: string) => void} */
    const hear = (name, text) => this.#hear(name, text);
    this.#source = streams ? new Line(this.#url, hear) : new Poller(this.#url, POLL_INTERVAL_MS, hear);
    this.#source.open();
  }

  close() {
    this.#source?.close();
  }

  /** @type {(port: MessagePort) => void} */
  join(port) {
    this.ports.add(port);
    port.postMessage({ name: "hello" });
    if (this.#known) port.postMessage({ name: "known", text: JSON.stringify(this.#known) });
  }

  /** @type {(name: string, text: string) => void} */
  #hear(name, text) {
    if (name === "state") this.#known = JSON.parse(text);
    if (name === "patch") this.#known = this.#known && merge(this.#known, JSON.parse(text));
    for (const port of this.ports) port.postMessage({ name, text });
  }
}

self.addEventListener("connect", (event) => {
  const port = /** @type {MessageEvent} */ (event).ports[0];
  /** @type {string | undefined} */
  let url;
  port.addEventListener("message", ({ data }) => {
    if (data === "leave") leave(port, url);
    else join(port, (url = data.url));
  });
  port.start();
});

/** @type {(port: MessagePort, url: string | undefined) => void} */
function join(port, url = "") {
  const channel = channels.get(url) ?? new Channel(url);
  channels.set(url, channel);
  channel.join(port);
  share();
}

/** @type {(port: MessagePort, url: string | undefined) => void} */
function leave(port, url = "") {
  const channel = channels.get(url);
  channel?.ports.delete(port);
  if (!channel || channel.ports.size > 0) return;
  channel.close();
  channels.delete(url);
  share();
}

// The first ones have streams; who has one keeps it.
function share() {
  let free = MAX_STREAMS - [...channels.values()].filter(({ streams }) => streams).length;
  for (const channel of channels.values()) if (!channel.streams) channel.open(free-- > 0);
}
