import assert from "node:assert/strict";
import { mock, test } from "node:test";

globalThis.document = new EventTarget();
const { upgrade } = await import("../../static/js/core/release.js");

test("screens load a newer release over half a minute, each once", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(Math, "random", () => 0.5);
  let upgrades = 0;
  document.addEventListener("upgrade", () => (upgrades += 1));

  for (let ping = 0; ping < 5; ping++) upgrade();
  mock.timers.tick(14_999);
  assert.equal(upgrades, 0);
  mock.timers.tick(1);
  assert.equal(upgrades, 1);

  upgrade();
  mock.timers.tick(15_000);
  assert.equal(upgrades, 2);
});
