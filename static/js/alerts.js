// The page of alerts: what the server says of it is read again every few seconds, unless somebody reads along with the keyboard.

const INTERVAL_MS = 5000;

async function refresh() {
  const main = document.querySelector("main");
  if (document.hidden || main === null || main.contains(document.activeElement)) return;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main");
    if (fresh !== null && !fresh.isEqualNode(main)) main.replaceChildren(...fresh.childNodes);
  } catch {
    // the next time
  }
}

setInterval(refresh, INTERVAL_MS);
