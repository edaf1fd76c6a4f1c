/** What the scripts' types have in common. The documents' own are in schema.d.ts, made from the server's (schema.py). */

type Doc = Schema.StateDocument;
type Level = "alarm" | "warning" | "normal";
/** A moment on the call center's wall. */
type Wall = { time: string; seconds: string; hour: number; minute: number; weekday: number; day: number; month: number };
type Limits = { waiting?: number; longest?: number };
/** A figure with limits; a level of it ends a step below its limit. */
type Figure = { name: "waiting" | "longest"; value?: number; warning?: number; alarm?: number; step: (limit: number) => number };
type QueueLevels = { level: Level; waiting: Level; longest: Level; seconds?: number; limits: Limits; excess: number };
type OrderedQueue = { id: string; queue: Schema.QueueRow; name: string; key: string; levels: QueueLevels };
type WorstLines = { level: Level; first: string; more: string; second: string };
type Notice = { kind: string; text: string };

type Catalogue = import("../../static/js/format/translations.js").Catalogue;

/** A column as its head in the page says. */
type Column = { name: string; kind: string; path: string[]; total: string; priority: number; width: number };
/** A row of a list: what it shows is looked up by the columns' paths. */
type Row = any;
type Entry = { id: string; row: Row; levels: Level[]; rank: Array<string | number>; value?: string | number; gone?: boolean; heading?: string };
type Matches = (id: string, row: Row, document: Doc) => boolean;
type Marks = Record<string, string | undefined>;
type ListSection = "queues" | "calls" | "abandoned" | "ended" | "chats" | "agents" | "chat_queues" | "campaigns";
/** What a list says of its rows: static/js/supervisor/lists/. */
type ListKind<R = any> = {
  section: ListSection;
  /** Rows that the document does not carry, and who tells of others. */
  source?: import("../../static/js/supervisor/fetched-rows.js").FetchedRows;
  also: Array<keyof Doc>;
  touched?: (row: R, ids: Set<string>) => boolean;
  answers: Partial<Record<string, (asked: string, id: string, row: R, document: Doc) => boolean>>;
  found: (id: string, row: R, document: Doc) => Array<string | undefined>;
  /** The server has searched: its rows match the text. */
  isSearched?: boolean;
  /** Which of several lists' rows stand together under a tab. */
  tab?: (row: R) => string;
  /** Under which heading the row stands while nothing else sorts. */
  group?: (row: R, levels: Level[]) => string;
  /** Since when what a column adds up goes on. */
  running?: Partial<Record<string, (row: R) => string | undefined>>;
  levels: (row: R, document: Doc, now: number) => Level[];
  rank: (id: string, row: R, levels: Level[]) => Array<string | number>;
  main: (id: string, row: R, document: Doc) => Record<string, string>;
  shown?: (row: R) => R;
  texts: (id: string, row: R, document: Doc, levels?: Level[]) => Record<string, string>;
  says: (id: string, row: R, document: Doc, levels: Level[]) => { icon: string; word: string; open?: string; href?: string; marks: Marks; cells?: Marks; links?: Record<string, { href: string; title: string }>; copy?: string };
};
/** What is drawn in one of the next frames. */
type Drawn = { measure(): void; draw(): void };

interface HTMLElementTagNameMap {
  "agent-tile": import("../../static/js/elements/agent-tile.js").AgentTile;
  "campaign-row": HTMLElement;
  "register-line": HTMLElement;
  "register-heading": HTMLElement;
  "queue-row": import("../../static/js/elements/queue-row.js").QueueRow;
  "time-since": import("../../static/js/elements/time-since.js").TimeSince;
  "stale-band": import("../../static/js/elements/stale-band.js").StaleBand;
  "day-curve": import("../../static/js/elements/day-curve.js").DayCurve;
  "desk-list": import("../../static/js/supervisor/list.js").DeskList;
}
