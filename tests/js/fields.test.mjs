import assert from "node:assert/strict";
import { test } from "node:test";
import { asClock, byVersion, idsOf, keyOf, patchOf, pathOf, read, valueAt, written } from "../../static/js/settings/fields.js";

const plain = (value) => JSON.parse(JSON.stringify(value));
const PERCENT = { path: ["target"], kind: "percent" };
const WHOLE = { path: ["seconds"], kind: "whole" };
const TEXT = { path: ["name"], kind: "text" };

test("a key is as in TOML, and leads back to its path", () => {
  for (const [path, key] of [
    [["queues", "155", "name"], "queues.155.name"],
    [["agents", "a.b", "name"], 'agents."a.b".name'],
    [["agents", "ą", "name"], 'agents."ą".name'],
    [["agents", 'a"b', "name"], 'agents."a\\"b".name'],
    [["boards", "a/b"], 'boards."a/b"'],
    [["agents", "__proto__", "team"], "agents.__proto__.team"],
  ]) {
    assert.equal(keyOf(path), key);
    assert.deepEqual(pathOf(key), path);
  }
});

test("an id may be the name of what every object has", () => {
  assert.equal(valueAt({ agents: {} }, ["agents", "constructor", "name"]), undefined);
  assert.equal(valueAt(JSON.parse('{"agents": {"__proto__": {"name": "Anna"}}}'), ["agents", "__proto__", "name"]), "Anna");
  assert.equal(JSON.stringify(patchOf(["agents", "__proto__", "name"], "Anna")), '{"agents":{"__proto__":{"name":"Anna"}}}');
});

test("a box holds a share as percent, and an empty one takes the value away", () => {
  assert.equal(written(PERCENT, 0.825), "82.5");
  assert.equal(read(PERCENT, " 82,5 "), 0.825);
  assert.equal(read(PERCENT, "80"), 0.8);
  assert.equal(written(WHOLE, undefined), "");
  assert.equal(read(WHOLE, "  "), null);
  assert.equal(read(WHOLE, "30"), 30);
  assert.equal(read(WHOLE, "soon"), "soon");
  assert.equal(read(TEXT, " Sales "), "Sales");
});

test("seconds are shown as on a clock", () => {
  assert.deepEqual([60, 90, 900, 3661].map(asClock), ["1:00", "1:30", "15:00", "1:01:01"]);
});

test("what has no name comes first, the busiest on top, then names in their order", () => {
  const answer = {
    settings: { queues: { 1: { name: "Żory" }, 2: { name: "Łódź" }, 3: { seconds: 30 } } },
    seen: { queues: { 4: { events: 2 }, 3: { events: 9 }, 5: { events: 2 } } },
  };
  assert.deepEqual(idsOf("queues", answer, new Intl.Collator("pl", { numeric: true })), ["3", "4", "5", "2", "1"]);
});

test("changes of one entry stand together", () => {
  const changes = [{ version: 3 }, { version: 2, path: "a" }, { version: 2, path: "b" }];
  assert.deepEqual(plain(byVersion(changes)).map((group) => group.length), [1, 2]);
});
