// Whether the user is in a list: points at a row, or has one in focus. Then the whole list stands still: rows keep their
// places, those that have gone stay as what they were, new ones come last. It does not last: after a while
// without a movement or a key the list goes on.

const IDLE_MS = 60_000;

export class Held {
  /** @type {() => void} */
  #changed;
  #pointed = false;
  #focused = false;
  #idle = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  // `changed()` is called when the user enters or has left.
  /** @param {HTMLElement} box @param {() => void} changed */
  constructor(box, changed) {
    this.#changed = changed;
    box.addEventListener("pointermove", (event) => event.pointerType !== "touch" && this.#is(true, this.#focused));
    box.addEventListener("pointerleave", () => this.#is(false, this.#focused));
    box.addEventListener("focusin", () => this.#is(this.#pointed, true));
    box.addEventListener("keydown", () => this.#is(this.#pointed, this.#focused));
    box.addEventListener("focusout", ({ relatedTarget }) => this.#is(this.#pointed, box.contains(/** @type {Node | null} */ (relatedTarget))));
  }

  get now() {
    return (this.#pointed || this.#focused) && !this.#idle;
  }

  /** @type {(pointed: boolean, focused: boolean) => void} */
  #is(pointed, focused) {
    const before = this.now;
    [this.#pointed, this.#focused, this.#idle] = [pointed, focused, false];
    clearTimeout(this.#timer);
    if (this.now) this.#timer = setTimeout(() => this.#rest(), IDLE_MS);
    if (this.now !== before) this.#changed();
  }

  #rest() {
    this.#idle = true;
    this.#changed();
  }
}
