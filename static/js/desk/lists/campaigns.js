// Campaigns, by name.

import { NORMAL } from "../../levels.js";
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
  says: (_, { dialing, talking }) => ({ icon: "none", word: "", marks: { idle: dialing + talking === 0 ? "" : undefined } }),
};
