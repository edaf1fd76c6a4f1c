// A soft tone when an alarm begins: once per alarm, silent in quiet hours, and honest about a browser that blocks it.
// Enabled with ?sound=on; ?quiet=22-6 are hours without it.

import { clock, settings } from "./core/page.js";
import { wall } from "./format/format.js";
import { within } from "./format/hours.js";

// Two notes, a falling third, each this long (s) and never loud.
const NOTES = [659.25, 523.25];
const LENGTH = 0.5;
const LOUDNESS = 0.18;

class Sound extends EventTarget {
  /** @type {AudioContext | undefined} */
  #context;
  #wanted = settings.get("sound") === "on";

  get blocked() {
    return this.#wanted && this.#context?.state !== "running";
  }

  // Set by a person at the screen, rather than by the address.
  /** @type {(yes: boolean) => void} */
  want(yes) {
    this.#wanted = yes;
    if (!yes) this.#context?.suspend();
    else if (this.#context) this.#context.resume();
    else this.prepare();
  }

  // Call once: where the browser allows sound without a touch it is ready immediately, else the first touch unlocks it.
  prepare() {
    if (!this.#wanted || !("AudioContext" in globalThis)) return;
    const context = new AudioContext();
    context.addEventListener("statechange", () => this.dispatchEvent(new Event("change")));
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => context.resume());
    this.#context = context;
  }

  alarm() {
    const context = this.#context;
    if (!context || this.blocked || !this.#wanted || within(settings.get("quiet"), wall(clock.now, clock.offset))) return;
    this.#play(context);
  }

  // What an alarm sounds like, for a test.
  test() {
    const context = this.#context;
    if (context && !this.blocked) this.#play(context);
  }

  /** @type {(context: AudioContext) => void} */
  #play(context) {
    NOTES.forEach((pitch, place) => this.#note(context, pitch, context.currentTime + place * LENGTH * 0.8));
  }

  /** @type {(context: AudioContext, pitch: number, start: number) => void} */
  #note(context, pitch, start) {
    const tone = new OscillatorNode(context, { type: "sine", frequency: pitch });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.04);
    volume.gain.exponentialRampToValueAtTime(0.001, start + LENGTH);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + LENGTH);
  }
}

export const sound = new Sound();
