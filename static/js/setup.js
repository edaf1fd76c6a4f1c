// The first hour: what to enter in Thulium's panel, whether anything arrives, and what was refused. Polled every two
// seconds; between the answers the seconds are counted here.

import { ask, catalogue, isDone, offerCopy, refusal, since, tell } from "./access/page.js";
import { cloneTemplate, find, findAll } from "./core/dom.js";

const POLL_INTERVAL_MS = 2000;
const TICK_MS = 500;
// A refusal that is newer than the last event, and not older than this, is what the live line says (ms).
const RECENT_MS = 600_000;

/** @type {any} */
let setup;
let ahead = 0;

async function poll() {
  const answer = await ask("GET", "/setup.json");
  const trouble = find(document, ".trouble");
  trouble.hidden = isDone(answer);
  if (isDone(answer)) {
    setup = answer.body;
    ahead = Date.parse(setup.now) - Date.now();
    show();
  } else {
    trouble.textContent = refusal(answer);
  }
  setTimeout(poll, POLL_INTERVAL_MS);
}

function show() {
  const { webhook } = setup;
  find(document, "#address").textContent = webhook.address;
  find(document, "#username").textContent = webhook.username ?? "thulium";
  find(document, ".source").textContent = catalogue.say(`access.setup.source.${webhook.source}`);
  find(document, "#renew").hidden = webhook.source === "file";
  showRefused();
  showLive();
}

function showLive() {
  if (!setup) return;
  const now = Date.now() + ahead;
  const [refused] = setup.refused;
  const last = setup.last && Date.parse(setup.last.at);
  const isRefused = refused && Date.parse(refused.at) > (last ?? 0) && now - Date.parse(refused.at) < RECENT_MS;
  const state = isRefused ? "refused" : setup.last ? "received" : "waiting";
  find(document, ".live").dataset.state = state;
  const values = isRefused
    ? { why: reason(refused), ago: since(refused.at, now) }
    : { action: setup.last?.action, ago: setup.last && since(setup.last.at, now) };
  const sentence = find(document, ".live .sentence");
  const text = catalogue.say(`access.setup.live.${state}`, values);
  if (sentence.textContent !== text) sentence.textContent = text;
}

function showRefused() {
  const list = find(document, "#refused");
  const now = Date.now() + ahead;
  find(document, ".empty").hidden = setup.refused.length > 0;
  list.replaceChildren(...setup.refused.map((/** @type {any} */ refused) => {
    const row = cloneTemplate(/** @type {HTMLTemplateElement} */ (find(document, "#refused-row")));
    find(row, "h3").textContent = reason(refused);
    const times = catalogue.say("access.setup.times", { n: refused.count });
    find(row, ".facts").textContent = [times, since(refused.at, now), refused.from].filter(Boolean).join(" · ");
    return row;
  }));
}

/** @type {(refused: { status: number, detail: string }) => string} */
function reason({ status, detail }) {
  const words = catalogue.list("access").setup.why[status] ?? catalogue.list("access").setup.why.other;
  return words.replace("{detail}", detail).replace("{status}", String(status));
}

async function showUnnamed() {
  const answer = await ask("GET", "/settings.json");
  if (!isDone(answer)) return;
  const sections = Object.values(answer.body.seen);
  const n = sections.reduce((sum, section) => sum + Object.keys(/** @type {object} */ (section)).length, 0);
  find(document, "#unnamed").textContent = catalogue.say("access.setup.unnamed", { n });
}

function prepareRenewal() {
  const button = find(document, "#renew");
  const result = find(document, ".result");
  const password = find(document, "#password");
  button.addEventListener("click", async () => {
    const answer = await ask("POST", "/access/webhook", {});
    if (!isDone(answer)) {
      tell(result, "wrong", refusal(answer));
      return;
    }
    password.textContent = answer.body.password;
    password.hidden = false;
    find(document, "[data-of=password]").hidden = false;
    tell(result, "done", catalogue.say("access.setup.renewed"));
  });
}

for (const button of findAll(document, ".copy")) offerCopy(button, find(document, `#${button.dataset.of}`));
prepareRenewal();
showUnnamed();
poll();
setInterval(showLive, TICK_MS);
