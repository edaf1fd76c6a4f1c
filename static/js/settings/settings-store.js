// The settings as the server has them: polled, and changed. Subscribers are notified of each change.

import { under } from "../core/base.js";

const POLL_INTERVAL_MS = 3000;
const JSON_HEADERS = { "Content-Type": "application/json" };

/** @typedef {{field: string, detail: string, reason?: string}} Fault */

export class SettingsStore {
  /** @type {Array<() => void>} */
  #listeners = [];
  #text;
  #saving = 0;

  /** @param {string} text what /settings.json answered */
  constructor(text) {
    this.#text = text;
    this.answer = JSON.parse(text);
    /** @type {any[]} */
    this.changes = [];
    /** @type {Record<string, {name?: string}>} */
    this.campaigns = {};
  }

  /** @param {() => void} listener */
  follow(listener) {
    this.#listeners.push(listener);
    listener();
  }

  start() {
    setInterval(() => {
      if (!document.hidden && this.#saving === 0) this.refresh();
    }, POLL_INTERVAL_MS);
    this.refresh({ all: true });
    this.#readCampaigns();
  }

  // The faults; none where all of the patch is in force.
  /** @type {(patch: object) => Promise<Fault[]>} */
  save(patch) {
    return this.#send("/settings.json", "PATCH", patch);
  }

  /** @type {(version: number) => Promise<Fault[]>} */
  undo(version) {
    return this.#send("/settings/undo", "POST", { version });
  }

  async refresh({ all = false } = {}) {
    const before = this.answer.version;
    const text = await this.#get("/settings.json");
    const isNew = text !== undefined && text !== this.#text;
    if (text !== undefined && isNew) {
      this.#text = text;
      this.answer = JSON.parse(text);
    }
    const hasChanges = all || this.answer.version !== before;
    if (hasChanges) this.changes = JSON.parse((await this.#get("/settings/changes")) ?? '{"changes": []}').changes;
    if (isNew || hasChanges) this.#tell();
  }

  /** @type {(address: string, method: string, body: object) => Promise<Fault[]>} */
  async #send(address, method, body) {
    this.#saving += 1;
    try {
      const response = await fetch(under(address), { method, headers: JSON_HEADERS, body: JSON.stringify(body) });
      if (response.ok) {
        await this.refresh();
        return [];
      }
      const problem = await response.json();
      const reason = { 409: "locked", 503: "busy", 401: "key", 403: "key", 404: "gone" }[response.status];
      const faults = problem.errors ?? [{ field: "", detail: problem.detail }];
      return faults.map((/** @type {Fault} */ fault) => (reason ? { ...fault, reason } : fault));
    } catch {
      return [{ field: "", detail: "", reason: "network" }];
    } finally {
      this.#saving -= 1;
    }
  }

  /** @type {(address: string) => Promise<string | undefined>} */
  async #get(address) {
    try {
      const response = await fetch(under(address));
      return response.ok ? await response.text() : undefined;
    } catch {
      return undefined;
    }
  }

  // Campaigns bring their names with their events; a board's list needs them.
  async #readCampaigns() {
    const text = await this.#get("/state");
    if (text === undefined) return;
    this.campaigns = JSON.parse(text).campaigns;
    this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}
