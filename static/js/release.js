// After an upgrade the page loads itself again, but only once a page really stands there: never a login page or an
// error page where a board was.

// How long to wait before looking again (ms).
const PATIENCE = 10_000;

let waiting = false;

export async function reloadWhenReady() {
  if (waiting) return;
  waiting = true;
  try {
    const answer = await fetch(location.href, { cache: "no-store", redirect: "error" });
    if (answer.ok) location.reload();
  } catch {
    // Not yet: the server is still on its way up.
  }
  setTimeout(() => (waiting = false), PATIENCE);
}
