import assert from "node:assert/strict";
import { test } from "node:test";
import { en, pl } from "./words.mjs";

const NUMBERS = [0, 1, 2, 5, 12, 22, 102];
const nouns = (one, few, many) => NUMBERS.map((n) => `${n} ${n === 1 ? one : [2, 22, 102].includes(n) ? few : many}`);
const said = (catalogue, key) => NUMBERS.map((n) => catalogue.say(key, { n }));

test("Polish has a form for one, for few and for many", () => {
  assert.deepEqual(said(pl, "number_of.queues"), ["0 kolejek", "1 kolejka", "2 kolejki", "5 kolejek", "12 kolejek", "22 kolejki", "102 kolejki"]);
  assert.deepEqual(said(pl, "number_of.calls"), nouns("połączenie", "połączenia", "połączeń"));
  assert.deepEqual(said(pl, "number_of.chats"), nouns("czat", "czaty", "czatów"));
  assert.deepEqual(said(pl, "number_of.agents"), nouns("agent", "agentów", "agentów"));
  assert.deepEqual(said(pl, "number_of.chat_queues"), nouns("kolejka", "kolejki", "kolejek"));
  assert.deepEqual(said(pl, "number_of.campaigns"), nouns("kampania", "kampanie", "kampanii"));
  assert.deepEqual(said(pl, "logged_in"), nouns("zalogowany", "zalogowanych", "zalogowanych"));
  assert.deepEqual(said(pl, "chats_of_agent"), nouns("czat", "czaty", "czatów"));
  assert.deepEqual(said(pl, "tickets_waiting"), nouns("zgłoszenie bez odpowiedzi", "zgłoszenia bez odpowiedzi", "zgłoszeń bez odpowiedzi"));
  assert.deepEqual(said(pl, "rejected_today"), nouns("odrzucone", "odrzucone", "odrzuconych"));
  assert.deepEqual(said(pl, "side.as_table"), nouns("status na liście", "statusy na liście", "statusów na liście"));
  assert.deepEqual(said(pl, "and_more"), ["i 0 innych", "i 1 inna", "i 2 inne", "i 5 innych", "i 12 innych", "i 22 inne", "i 102 inne"]);
  assert.deepEqual(said(pl, "stale_days"), ["0 dni", "1 dnia", "2 dni", "5 dni", "12 dni", "22 dni", "102 dni"]);
});

test("English has a form for one and for all others", () => {
  const plural = (one, other) => nouns(one, other, other);
  assert.deepEqual(said(en, "number_of.queues"), ["0 queues", "1 queue", "2 queues", "5 queues", "12 queues", "22 queues", "102 queues"]);
  assert.deepEqual(said(en, "number_of.calls"), plural("call", "calls"));
  assert.deepEqual(said(en, "number_of.chats"), plural("chat", "chats"));
  assert.deepEqual(said(en, "number_of.agents"), plural("agent", "agents"));
  assert.deepEqual(said(en, "number_of.chat_queues"), plural("queue", "queues"));
  assert.deepEqual(said(en, "number_of.campaigns"), plural("campaign", "campaigns"));
  assert.deepEqual(said(en, "chats_of_agent"), plural("chat", "chats"));
  assert.deepEqual(said(en, "tickets_waiting"), plural("ticket awaits a reply", "tickets await a reply"));
  assert.deepEqual(said(en, "side.as_table"), plural("status as a list", "statuses as a list"));
  assert.deepEqual(said(en, "stale_days"), plural("day", "days"));
});

test("a grouped number has the plural of its value", () => {
  assert.equal(en.say("logged_in", { n: "1,001" }), "1,001 logged in");
});

test("an unknown word shows its own last part", () => {
  assert.equal(en.say("status.on_fire"), "on_fire");
});
