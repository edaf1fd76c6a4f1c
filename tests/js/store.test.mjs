import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../static/js/core/store.js";

test("a listener hears of its section, with the ids that changed", () => {
  const store = new Store({ version: 1, queues: { 155: { waiting: 1 }, 156: { waiting: 2 } }, agents: {} }, 0);
  const heard = [];
  store.subscribe("queues", (document, ids) => heard.push([document.version, ids]));
  store.subscribe("agents", () => heard.push("agents"));
  store.patch({ version: 2, queues: { 156: { waiting: 3 } } });
  assert.deepEqual(heard, [[2, ["156"]]]);
  assert.equal(store.document.queues[156].waiting, 3);
});

test("a burst is told at once, in one version", async () => {
  const store = new Store({ version: 1, queues: {} }, 20);
  const heard = [];
  const told = new Promise((done) => {
    store.subscribe("queues", (document, ids) => {
      heard.push([document.version, ids]);
      if (heard.length === 2) done();
    });
  });
  store.patch({ version: 2, queues: { 1: { waiting: 1 } } });
  store.patch({ version: 3, queues: { 2: { waiting: 1 } } });
  store.patch({ version: 4, queues: { 3: { waiting: 1 } } });
  await told;
  assert.deepEqual(heard, [[2, ["1"]], [4, ["2", "3"]]]);
});

test("a document in place of another changes everything", () => {
  const store = new Store({ version: 1, queues: {} });
  const heard = [];
  store.subscribe("queues", (_, ids) => heard.push(ids));
  store.replace({ version: 9, queues: { 1: {} } });
  assert.deepEqual(heard, [undefined]);
});
