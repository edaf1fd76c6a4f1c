// After an upgrade the page loads itself again (guard.js): not all screens of an office in the same second.

const SPREAD_MS = 30_000;

let waiting = false;

export function upgrade() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    document.dispatchEvent(new Event("upgrade"));
  }, SPREAD_MS * Math.random());
}
