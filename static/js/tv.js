// The office TV: what the page is made of, and its line to the server. Nothing else.

import { alarms } from "./alarms.js";
import { care } from "./care.js";
import { showPage } from "./board.js";
import { connect } from "./connection.js";
import "./elements/agent-register.js";
import "./elements/agent-tiles.js";
import "./elements/campaign-table.js";
import "./elements/day-curve.js";
import "./elements/first-event.js";
import "./elements/key-figures.js";
import "./elements/queue-table.js";
import "./elements/stale-band.js";
import "./elements/tv-rail.js";
import { rotate } from "./rotation.js";
import { sound } from "./sound.js";

connect();
sound.prepare();
alarms.addEventListener("begin", () => sound.alarm());
alarms.watch();
rotate();
care();
showPage();
