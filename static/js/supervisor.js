// The supervisors' page: what it is made of, and its line to the server. Nothing else.

import { connect } from "./connection.js";
import "./elements/agent-table.js";
import "./elements/call-list.js";
import "./elements/campaign-table.js";
import "./elements/day-curve.js";
import "./elements/desk-bar.js";
import "./elements/key-figures.js";
import "./elements/queue-table.js";
import "./elements/side-panel.js";
import "./elements/stale-band.js";

connect();
