// What the pages about access share: their words, asking the server, and saying how it went.

import { under } from "../core/base.js";
import { Catalogue } from "../format/translations.js";
import { find } from "../core/dom.js";

export const catalogue = new Catalogue(JSON.parse(find(document, "#words").textContent ?? ""));

/** @typedef {{ status: number, body: any, now: number }} Answer */

// The answer, or status 0 where there is none. `body` is undefined where it is no JSON; `now` is the server's clock.
/** @type {(method: string, path: string, body?: unknown) => Promise<Answer>} */
export async function ask(method, path, body) {
  try {
    const headers = body === undefined ? undefined : { "Content-Type": "application/json" };
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const answer = await fetch(under(path), { method, headers, body: sent, cache: "no-store" });
    const now = Date.parse(answer.headers.get("Date") ?? "") || Date.now();
    return { status: answer.status, body: await answer.json().catch(() => undefined), now };
  } catch {
    return { status: 0, body: undefined, now: Date.now() };
  }
}

/** @type {(answer: Answer) => boolean} */
export const isDone = ({ status }) => status >= 200 && status < 300;

// The sentence for a refusal: our own words for what has some, else the server's.
/** @type {(answer: Answer) => string} */
export function refusal({ status, body }) {
  return catalogue.list("access").refused_by[status] ?? body?.detail ?? catalogue.say("access.refused_by.0");
}

/** @type {(place: HTMLElement, kind: "done" | "wrong" | "", text: string) => void} */
export function tell(place, kind, text) {
  if (kind) {
    place.dataset.kind = kind;
    place.dataset.mark = kind === "done" ? "✓" : "!";
  } else {
    delete place.dataset.kind;
  }
  place.textContent = text;
}

// A button copies what stands in a <code>; where the browser does not let it, it selects that.
/** @type {(button: HTMLElement, code: HTMLElement) => void} */
export function offerCopy(button, code) {
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      button.textContent = catalogue.say("access.copied");
    } catch {
      getSelection()?.selectAllChildren(code);
      button.textContent = catalogue.say("access.selected");
    }
    setTimeout(() => {
      button.textContent = catalogue.say("access.copy");
    }, 2000);
  });
}

const ago = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });

// How long ago an instant was, in words, by the server's clock.
/** @type {(iso: string, now: number) => string} */
export function since(iso, now) {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  if (seconds < 2) return catalogue.say("access.now");
  if (seconds < 60) return ago.format(-seconds, "second");
  if (seconds < 3600) return ago.format(-Math.round(seconds / 60), "minute");
  if (seconds < 86_400) return ago.format(-Math.round(seconds / 3600), "hour");
  return ago.format(-Math.round(seconds / 86_400), "day");
}
