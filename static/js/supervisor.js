// The supervisors' page: what it is made of, and its line to the server. Nothing else.

import { showPage } from "./core/page.js";
import { connect } from "./core/connection.js";
import { address } from "./supervisor/address.js";
import { offerColumns, showChosen } from "./supervisor/column-picker.js";
import { FILTERS, readFilters } from "./supervisor/filter.js";
import { showFolds, followFolds } from "./supervisor/folding.js";
import { followCopying } from "./supervisor/copying.js";
import { drawAll, whenDrawn } from "./supervisor/render-queue.js";
import { showFormula } from "./supervisor/formula.js";
import { followKeys } from "./supervisor/keys.js";
import { followLinks } from "./supervisor/kept-links.js";
import "./supervisor/list.js";
import { announceFound, giveNotice } from "./supervisor/notifications.js";
import { followMenus } from "./supervisor/menus.js";
import { followPast } from "./supervisor/past.js";
import { followDaylight } from "./supervisor/theme.js";
import { followViews, showView } from "./supervisor/view.js";
import { tellWhole } from "./supervisor/overflow-titles.js";
import { followMessages } from "./supervisor/message-dialog.js";
import { narrowFigures, narrowScope } from "./supervisor/unfiltered-figures.js";
import "./elements/alarm-switch.js";
import "./elements/call-tabs.js";
import "./elements/day-curve.js";
import "./elements/desk-bar.js";
import "./elements/desk-facts.js";
import "./elements/feed-notice.js";
import "./elements/filter-bar.js";
import "./elements/first-event.js";
import "./elements/key-figures.js";
import "./elements/outcome-bars.js";
import "./elements/past-band.js";
import "./elements/queue-trend.js";
import "./elements/side-panel.js";
import "./elements/stale-band.js";
import "./elements/status-chips.js";

const lists = document.querySelectorAll("desk-list");
// What the address may change and no list cares about.
const ELSEWHERE = ["open", "trend", "key", "log.agent", "log.queue", "log.connection"];
/** @type {string | undefined} */
let arranged;
/** @type {string | undefined} */
let filtered;

function arrange() {
  const query = new URLSearchParams(location.search);
  for (const name of ELSEWHERE) query.delete(name);
  if (String(query) === arranged) return;
  arranged = String(query);
  readFilters();
  narrowScope();
  showChosen(lists);
  showFolds();
  showView();
  for (const list of lists) list.rearrange();
  announceFiltered(FILTERS.map((name) => query.getAll(name)).join("\n"));
}

/** @type {(asked: string) => void} */
function announceFiltered(asked) {
  if (filtered !== undefined && filtered !== asked) whenDrawn(() => announceFound(lists));
  filtered = asked;
}

address.addEventListener("change", arrange);
offerColumns(lists);
followViews();
followKeys();
followLinks();
followFolds();
followCopying();
narrowFigures();
followDaylight();
followMessages();
followMenus();
tellWhole();
showFormula();
giveNotice();
arrange();
drawAll();
showPage();
// A past instant has no stream: it does not change.
if (document.documentElement.hasAttribute("data-past")) document.documentElement.dataset.line = "live";
else {
  followPast();
  connect();
}
