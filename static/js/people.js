// What the supervisors' lists say of calls and agents. Pure. Keep in sync with app/web/desk.py.

import { count, duration, NOTHING } from "./format.js";
import { pauseTooLong } from "./levels.js";
import { byKey, sortKey } from "./names.js";
import { since } from "./roster.js";

const STAGES = ["waiting", "ringing", "ivr", "dialing", "talking"];
const STATUSES = ["available", "ringing", "dialing", "wrap_up", "no_phone", "on_call", "paused", "logged_out"];

export function callRows(document, catalogue) {
  return Object.entries(document.calls)
    .sort(([a, x], [b, y]) => STAGES.indexOf(x.stage) - STAGES.indexOf(y.stage) || byKey(x.since, y.since) || byKey(a, b))
    .map(([id, call]) => ({
      id,
      stage: call.stage,
      since: call.since,
      word: catalogue.say(`stage.${call.stage}`),
      place: place(call, document),
      agents: call.agents.map((agent) => document.agents[agent]?.name ?? agent).join(", ") || NOTHING,
      number: (call.direction === "inbound" ? call.source_number : call.destination_number) ?? NOTHING,
      name: call.source_name ?? NOTHING,
    }));
}

export function agentRows(document, now, catalogue) {
  return Object.entries(document.agents)
    .map(([id, agent]) => agentRow(id, agent, document, now, catalogue))
    .sort((a, b) => a.rank - b.rank || byKey(a.key, b.key) || byKey(a.id, b.id));
}

export function trust({ feed }, now, catalogue) {
  const parts = [
    catalogue.say("events_today", { n: count(feed.today.events, catalogue) }),
    catalogue.say("rejected_today", { n: count(feed.today.rejected, catalogue) }),
  ];
  if (feed.last_event) parts.push(catalogue.say("last_event", { time: duration((now - Date.parse(feed.last_event)) / 1000) }));
  return parts.join(" · ");
}

function agentRow(id, agent, document, now, catalogue) {
  const tooLong = pauseTooLong(agent, now);
  const name = agent.name ?? id;
  const pause = agent.status === "paused" ? agent.pause : undefined;
  return {
    id,
    rank: tooLong ? -1 : STATUSES.indexOf(agent.status),
    key: sortKey(name),
    status: agent.status,
    level: tooLong ? "warning" : "normal",
    icon: tooLong ? "warning" : agent.status,
    name,
    word: tooLong ? catalogue.say("status.too_long") : (pause?.name ?? catalogue.say(`status.${agent.status}`)),
    since: since(agent),
    with: occupation(agent, pause, document, catalogue),
    answered: count(agent.today.answered, catalogue),
    talk_time: duration(agent.today.talk_time),
    pause_time: duration(agent.today.pause_time),
  };
}

function occupation(agent, pause, document, catalogue) {
  const parts = agent.calls.flatMap((call) => (document.calls[call] ? [place(document.calls[call], document)] : []));
  if (agent.chats.length) parts.push(catalogue.say("chats_of_agent", { n: agent.chats.length }));
  if (pause?.limit !== undefined) parts.push(catalogue.say("pause_limit", { limit: duration(pause.limit) }));
  return parts.join(" · ") || NOTHING;
}

function place({ queue, campaign }, document) {
  if (queue) return document.queues[queue]?.name ?? queue;
  return campaign ? (document.campaigns[campaign]?.name ?? campaign) : NOTHING;
}
