// Campaigns, by name.

import { NORMAL } from "../../format/levels.js";
import { byName } from "./names.js";

/** @type {ListKind<Schema.CampaignRow>} */
export const campaigns = {
  section: "campaigns",
  also: [],
  answers: {},
  found: (id, { name }) => [id, name],
  levels: () => [NORMAL],
  rank: byName,
  main: (id, { name }) => ({ campaign: name ?? id }),
  texts: () => ({}),
  says: (id, { dialing, talking }) => ({ icon: "none", word: "", open: `campaign:${id}`, marks: { idle: dialing + talking === 0 ? "" : undefined } }),
};
