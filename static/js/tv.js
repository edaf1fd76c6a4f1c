// The office TV: what the page is made of, and its line to the server. Nothing else.

import { alarms } from "./alarms.js";
import { care } from "./kiosk.js";
import { showPage } from "./core/page.js";
import { connect } from "./core/connection.js";
import "./elements/agent-register.js";
import "./elements/agent-tiles.js";
import "./elements/campaign-table.js";
import "./elements/day-curve.js";
import "./elements/first-event.js";
import "./elements/key-figures.js";
import "./elements/queue-table.js";
import "./elements/stale-band.js";
import "./elements/tv-rail.js";
import { leaveMargin } from "./margin.js";
import { rotate } from "./rotation.js";
import { sound } from "./sound.js";

leaveMargin();
connect();
sound.prepare();
alarms.addEventListener("begin", () => sound.alarm());
alarms.watch();
rotate();
care();
showPage();
