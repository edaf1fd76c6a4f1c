// What comes from the server, by name, through the shared worker where there is one. It also says when nothing has come
// for too long; a stream that is mute while the server answers is a slow connection, and the document is requested then.
// It does not keep the document.

import { Line } from "./reconnecting-source.js";
import { Poller } from "./state-poller.js";

// After this many milliseconds of silence the figures are stale.
export const STALE_AFTER = 6000;
// A mute stream is replaced by requests this long before (ms), so often (ms).
const POLL_AHEAD = 1000;
const POLL_INTERVAL = 5000;
// How often that is looked at (ms).
const LOOK = 250;
const WORKER = "streams";
// The server ends the stream with these: no figures may be shown any more.
const REFUSED = ["withdrawn", "elsewhere"];
// A worker that has not said hello by then does not run here (ms).
const HELLO = 2000;

export class Stream extends EventTarget {
  /** @type {string} */
  #url;
  /** @type {string} */
  #worker;
  #heardAt = performance.now();
  #heardDate = Date.now();
  // "opening" until something came, then "live", "slow" or "stale".
  #state = "opening";
  /** @type {MessagePort | undefined} */
  #port;
  /** @type {Line | undefined} */
  #line;
  /** @type {Poller} */
  #poller;

  /** @param {string} url @param {string} workerUrl */
  constructor(url, workerUrl) {
    super();
    this.#url = new URL(url, location.href).href;
    this.#worker = workerUrl;
    this.#poller = new Poller(this.#url, POLL_INTERVAL, (name, text) => this.#polled(name, text));
  }

  open() {
    if ("SharedWorker" in globalThis) this.#openShared();
    else this.#openOwn();
    setInterval(() => this.#look(), LOOK);
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  // Seconds since anything came. The larger of both clocks: one sleeps with the machine, the other may be set.
  get silence() {
    const asleep = Math.max(0, Date.now() - this.#heardDate - STALE_AFTER * 2);
    return Math.max(performance.now() - this.#heardAt, asleep) / 1000;
  }

  #openShared() {
    try {
      const worker = new SharedWorker(this.#worker, { name: WORKER, type: "module" });
      worker.addEventListener("error", () => this.#openOwn());
      this.#port = worker.port;
      this.#port.addEventListener("message", ({ data }) => this.#fromWorker(data));
      this.#port.start();
      this.#port.postMessage({ url: this.#url });
      setTimeout(() => this.#openOwn(), HELLO);
    } catch {
      this.#openOwn();
    }
  }

  /** @type {(message: { name: string, text: string }) => void} */
  #fromWorker({ name, text }) {
    if (this.#line) return;
    if (name === "hello") this.#openOwn = () => {};
    // What the worker knows is right but may be old: it says nothing about the line.
    else if (name === "known") this.#tell("known", JSON.parse(text));
    else this.#heard(name, text);
  }

  #openOwn = () => {
    if (this.#line) return;
    this.#port?.close();
    this.#line = new Line(this.#url, (name, text) => this.#heard(name, text));
    this.#line.open();
  };

  /** @type {(name: string, text: string) => void} */
  #heard(name, text) {
    if (REFUSED.includes(name)) {
      this.#tell(name, {});
      return;
    }
    this.#poller.close();
    this.#note(name, text);
    if (this.#state !== "live") this.#become("live");
  }

  /** @type {(name: string, text: string) => void} */
  #polled(name, text) {
    this.#note(name, text);
    if (this.#state !== "slow") this.#become("slow");
  }

  /** @type {(name: string, text: string) => void} */
  #note(name, text) {
    this.#heardAt = performance.now();
    this.#heardDate = Date.now();
    this.#tell(name, JSON.parse(text));
  }

  #look() {
    const silence = this.silence * 1000;
    const most = STALE_AFTER + (this.#state === "slow" ? POLL_INTERVAL : 0);
    if (silence >= STALE_AFTER - POLL_AHEAD) this.#poller.open();
    if (this.#state !== "stale" && silence >= most) this.#become("stale");
  }

  /** @type {(state: "live" | "slow" | "stale") => void} */
  #become(state) {
    this.#state = state;
    this.#tell("line", state);
  }

  /** @type {(name: string, detail: unknown) => void} */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #close() {
    this.#poller.close();
    this.#line?.close();
    this.#port?.postMessage("leave");
  }
}
