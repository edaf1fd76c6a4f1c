"""The supervisors' lists: the order of the document, filters and columns in the address, totals, figures, keys."""

import asyncio
import json
import re
from datetime import datetime
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.documents import NOW, abandoned_call, ago, document, ended_call
from tests.browser.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOTHING = "\N{EN DASH}"
ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
STATUSES = ["available", "ringing", "dialing", "wrap_up", "no_phone", "on_call", "paused", "logged_out"]
TABS = {"waiting": ["waiting", "ringing"], "talking": ["talking", "dialing"], "ivr": ["ivr"]}
# Every row of a list, by scrolling through it: where it says that it stands, and which it is.
WALK = """async (name) => {
    const list = document.querySelector(`desk-list[data-list=${name}]`);
    const found = new Map();
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const scroll = list.querySelector(".scroll");
    for (let top = 0; top <= scroll.scrollHeight; top += scroll.clientHeight) {
        scroll.scrollTop = top;
        await frame();
        for (const row of list.querySelectorAll(".row")) found.set(Number(row.ariaRowIndex), row.dataset.id);
    }
    scroll.scrollTop = 0;
    await frame();
    return [...found].sort(([a], [b]) => a - b).map(([, id]) => id);
}"""
CELLS = """(name) => Object.fromEntries(
    [...document.querySelectorAll(`desk-list[data-list=${name}] .row`)].map((row) => [row.dataset.id,
        Object.fromEntries([...row.children].map((cell) => [cell.dataset.column, cell.textContent.trim()]))]))"""
FOOT = """(name) => Object.fromEntries([...document.querySelectorAll(`desk-list[data-list=${name}] .foot > *`)].map(
    (cell) => [cell.dataset.column, cell.textContent.trim()]))"""


def by_alphabet(name: str) -> list[int]:
    """What sorts as a Polish index does."""
    return [ALPHABET.find(letter) for letter in name.lower()]


async def shows(page: Page, version: int) -> None:
    """The page has drawn this version."""
    await page.locator(f'html[data-version="{version}"]').wait_for(state="attached", timeout=5000)


async def order(page: Page, name: str) -> list[str]:
    found: list[str] = await page.evaluate(WALK, name)
    return found


def change(stage: Stage, **patch: Any) -> int:
    """A patch with the next version."""
    version = int(stage.shown["version"]) + 1
    stage.patch({"version": version, **patch})
    return version


def busy(agents: int = 120, queues: int = 12) -> dict[str, Any]:
    """A centre with calls in every stage, agents who serve queues, and chats."""
    made = document(agents, queues, campaigns=2, tickets=True)
    keys = list(made["queues"])
    for place, (key, agent) in enumerate(made["agents"].items()):
        agent["queues"] = [keys[place % len(keys)]]
        if agent["status"] not in {"on_call", "ringing"}:
            continue
        stage = "talking" if agent["status"] == "on_call" else "ringing"
        agent["calls"] = [f"8.{place}"]
        made["calls"][f"8.{place}"] = {
            "direction": "inbound", "stage": stage, "since": agent["since"], "started": agent["since"],
            "queue": keys[place % len(keys)], "agents": [key], "source_number": f"600{place:06}",
        }  # fmt: skip
        if stage == "ringing":
            made["calls"][f"8.{place}"]["waiting_since"] = ago(NOW, 5 * place % 37 + 1)
    for place, call in enumerate(made["calls"].values()):
        if call["stage"] == "waiting":
            call |= {
                "since": ago(NOW, 7 * place % 41),
                "source_number": f"500{place:06}",
                "source_name": f"Klient {place}",
            }
    for n in range(3):
        begun = ago(NOW, n)
        made["chats"][f"c{n}"] = {"chat_queue": "1", "since": begun, "started": begun, "client_name": f"Gość {n}"}
    return made


async def choose(page: Page, kind: str, *ids: str) -> None:
    """Ticks choices in the menu of teams or queues."""
    menu = page.locator(f'filter-menu[data-filter="{kind}"]')
    await menu.locator("summary").click()
    for id_ in ids:
        await menu.locator(f'input[value="{id_}"]').check()
    await menu.locator("summary").click()


def since(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["since"])


async def test_the_lists_stand_as_the_document_sorted_by_hand(stage: Stage, open_page: Open) -> None:
    made = busy()
    impatient = {"warn": {"longest_wait": 9}, "alarm": {"longest_wait": 25}}
    made["queues"]["156"]["limits"] |= impatient
    stage.reset(made)
    stage.now = NOW
    page = await open_page("/")
    agents, calls = made["agents"], made["calls"]

    def rank(key: str) -> int:
        pause = agents[key].get("pause", {"since": NOW.isoformat(), "limit": 1})
        too_long = agents[key]["status"] == "paused" and (NOW - since(pause)).seconds >= pause["limit"]
        return -1 if too_long else STATUSES.index(agents[key]["status"])

    by_hand = sorted(agents, key=lambda key: (rank(key), by_alphabet(agents[key]["name"]), key))
    assert await order(page, "agents") == by_hand

    def waits(call: dict[str, Any]) -> datetime:
        return datetime.fromisoformat(call.get("waiting_since", call["since"]))

    def over(key: str) -> int:  # 0 over the alarm's limit, 1 over the warning's, 2 over none
        call = calls[key]
        limits = made["queues"][call["queue"]]["limits"]
        wait = (NOW - waits(call)).seconds if call["stage"] in {"waiting", "ringing"} else -1
        return sum(wait < limits[level]["longest_wait"] for level in ("warn", "alarm"))

    def order_of_calls(key: str) -> tuple[int, datetime, str]:  # a ringing caller waits still
        return over(key), waits(calls[key]), key

    waiting = [key for key, call in calls.items() if call["stage"] in TABS["waiting"]]
    assert {over(key) for key in waiting} == {0, 1, 2}
    assert await order(page, "calls") == sorted(waiting, key=order_of_calls)
    assert await page.locator("desk-list[data-list=calls] .row").first.get_attribute("data-level") == "alarm"
    shown = await page.evaluate(CELLS, "calls")
    rung = next(key for key in shown if calls[key]["stage"] == "ringing")
    assert shown[rung]["time"].startswith(f"{(NOW - waits(calls[rung])).seconds // 60}:")

    def talk_time(key: str) -> float:  # what goes on is added to what has ended
        running = (NOW - since(agents[key])).seconds if agents[key]["status"] == "on_call" else 0
        return int(agents[key]["today"]["talk_time"]) + running

    talk = sorted(by_hand, key=lambda key: -talk_time(key))  # stable: the usual order decides
    head = page.locator('desk-list[data-list=agents] [data-column="talk_time"] .sort')
    await head.click()
    await page.locator('[data-column="talk_time"][aria-sort="descending"]').wait_for()
    assert await order(page, "agents") == talk
    assert "sort.agents=-talk_time" in page.url
    await page.reload()
    assert await order(page, "agents") == talk
    await head.click()
    least = sorted(by_hand, key=talk_time)
    await page.locator('[data-column="talk_time"][aria-sort="ascending"]').wait_for()
    assert await order(page, "agents") == least
    await head.click()
    await page.locator('[data-column="talk_time"][aria-sort="none"]').first.wait_for()
    assert await order(page, "agents") == by_hand


async def test_filters_live_in_the_address_and_totals_follow_them(stage: Stage, open_page: Open) -> None:
    made = busy()
    shop = next(queue["today"] for queue in made["queues"].values() if queue["name"] == "Sklep Kraków")
    counted = shop["answered"] - 30
    shop |= {"service_level": round(shop["answered_in_time"] / counted, 4)}
    shop["service_level_parts"]["counted"] = counted
    stage.reset(made)
    stage.now = NOW
    page = await open_page("/?board=x&team=sales&status=on_call&open=log")
    agents = made["agents"]
    asked = {key for key, agent in agents.items() if agent["team"] == "sales" and agent["status"] == "on_call"}
    assert set(await order(page, "agents")) == asked
    foot = await page.evaluate(FOOT, "agents")
    assert foot["answered"] == str(sum(agents[key]["today"]["answered"] for key in asked))
    assert f"{len(asked)} z 120" in await page.locator("desk-list[data-list=agents] .summary").inner_text()

    await choose(page, "queue", "156")
    await page.wait_for_url("**queue=156**")
    assert "board=x" in page.url
    assert "open=log" in page.url
    assert set(await order(page, "agents")) == {key for key in asked if "156" in agents[key]["queues"]}
    assert await order(page, "queues") == ["156"]
    one = made["queues"]["156"]["today"]
    assert (await page.evaluate(FOOT, "queues"))["abandoned"] == str(one["abandoned"])
    assert {made["calls"][key]["queue"] for key in await order(page, "calls")} == {"156"}

    await page.goto(f"{stage.url}/?q=sklep")  # one of them had calls whose wait nobody knows
    shops = [key for key, queue in made["queues"].items() if queue["name"].startswith("Sklep")]
    assert await order(page, "queues") == sorted(shops, key=lambda key: by_alphabet(made["queues"][key]["name"]))
    days = [made["queues"][key]["today"] for key in shops]
    share = sum(day["answered_in_time"] for day in days) / sum(day["service_level_parts"]["counted"] for day in days)
    assert (await page.evaluate(FOOT, "queues"))["service_level"] == f"{int(100 * share)}\N{NO-BREAK SPACE}%"

    await page.goto(f"{stage.url}/?board=x&team=sales&status=on_call&queue=156&open=log")
    assert await page.locator('filter-menu[data-filter="team"] summary').inner_text() == "Zespół: sales"
    await page.locator("filter-bar .reset").click()
    assert re.search(r"\?board=x&open=log$", page.url)
    assert len(await order(page, "agents")) == 120

    name = next(iter(agents.values()))["name"]
    await expect(page.locator('[data-filter="q"]')).to_be_focused()  # what was pressed has gone
    await page.locator("h1").click()
    await page.keyboard.press("/")
    await page.keyboard.type(name.lower().replace("ą", "a"))
    await page.wait_for_url("**q=**")
    assert set(await order(page, "agents")) == {key for key, agent in agents.items() if agent["name"] == name}


async def test_a_filter_reaches_whatever_it_concerns_and_says_what_it_left(stage: Stage, open_page: Open) -> None:
    made = busy()
    made["chats"]["c1"]["agent"] = next(key for key, agent in made["agents"].items() if agent["team"] == "support")
    stage.reset(made)
    stage.now = NOW
    page = await open_page("/")
    await choose(page, "team", "sales")
    waiting = [key for key, call in made["calls"].items() if call["stage"] in TABS["waiting"]]
    calls = {
        key
        for key in waiting
        if not made["calls"][key]["agents"] or made["agents"][made["calls"][key]["agents"][0]]["team"] == "sales"
    }
    assert len(calls) < len(waiting)
    assert set(await order(page, "calls")) == calls  # whom nobody has yet may come to any team
    assert set(await order(page, "chats")) == {"c0", "c2"}
    told = page.locator(".announcer")
    await expect(told).to_contain_text(f"{len(calls)} z {len(waiting)} połącze")

    await choose(page, "queue", "156")
    whose, entered = page.locator("#title-facts .whose"), page.locator('[data-path="totals.today.entered"]')
    await expect(whose).to_have_text(made["queues"]["156"]["name"])
    await expect(entered).to_have_text(str(made["queues"]["156"]["today"]["entered"]))
    await expect(page.locator("queue-trend select")).to_have_value("156")
    await expect(told).to_contain_text("1 z 12 kolejek")
    await page.locator("queue-trend select").select_option("")
    assert "trend=*" in page.url
    await expect(entered).to_have_text(str(made["totals"]["today"]["entered"]))
    await page.reload()
    await expect(page.locator("queue-trend select")).to_have_value("")
    await page.locator('[data-filter="q"]').fill("nobody is called this")
    await expect(page.locator("desk-list[data-list=agents] .empty")).to_have_text("Nic nie pasuje do filtrów")


async def test_nothing_else_flashes_before_the_order_that_the_address_asks_for(stage: Stage, open_page: Open) -> None:
    stage.reset(busy())
    watch = """document.addEventListener("DOMContentLoaded", () => {
        globalThis.orders = [];
        const rows = document.querySelector("desk-list[data-list=agents] .rows");
        new MutationObserver(() => orders.push(rows.firstElementChild?.dataset.id)).observe(rows, { childList: true });
    })"""
    page = await open_page("/?sort.agents=agent", script=watch)
    await shows(page, 1234)
    by_name = sorted(stage.shown["agents"], key=lambda key: (by_alphabet(stage.shown["agents"][key]["name"]), key))

    assert set(await page.evaluate("orders")) == {by_name[0]}
    assert await page.locator("desk-list[data-list=agents] .row").first.is_visible()


async def test_every_figure_is_the_documents(stage: Stage, open_page: Open) -> None:
    made = busy(20, 6)
    stage.reset(made)
    stage.now = NOW
    page = await open_page("/?lang=en&view=waits")
    version = change(stage, queues={"155": {"waiting": 7, "today": {"answered": 1234}}}, totals={"waiting": 21})
    await shows(page, version)
    cells = await page.evaluate(CELLS, "queues")
    for key, queue in stage.shown["queues"].items():
        today, shown = queue["today"], cells[key]
        counts = (
            "entered",
            "answered",
            "abandoned",
            "abandoned_short",
            "left",
            "answered_in_time",
            "abandoned_in_time",
        )
        assert {name: shown[name] for name in counts} == {name: f"{today[name]:,}" for name in counts}
        assert shown["waiting"] == str(queue["waiting"])
        assert shown["in_talk"] == str(queue["talking"])
        level = today.get("service_level")
        assert shown["service_level"] == (NOTHING if level is None else f"{int(level * 100 + 1e-6)}%")
        assert shown["hold"] == ("0:14" if today["hold_time"] else NOTHING)
    assert await page.locator('[data-figure="waiting"] .value').inner_text() == "21"
    agents = await page.evaluate(CELLS, "agents")
    for key, agent in stage.shown["agents"].items():
        today = agent["today"]
        for name in ("answered", "not_answered", "outbound", "chats", "tickets_replied"):
            assert agents.get(key, {name: str(today[name])})[name] == str(today[name])
    tickets = stage.shown["tickets"]
    assert await page.locator('[data-path="tickets.awaiting_reply"]').text_content() == str(tickets["awaiting_reply"])


async def test_all_parts_show_the_same_version_at_every_moment(stage: Stage, open_page: Open) -> None:
    stage.reset(busy(300, 12))
    page = await open_page("/")
    await shows(page, 1234)
    watch = """() => {
        globalThis.seen = new Set();
        requestAnimationFrame(function look() {
            const { version } = document.documentElement.dataset;
            const says = (part) => Number(document.querySelector(part).textContent.replace(/[^0-9]/g, ""));
            const all = [says('[data-figure="waiting"] .value'), says("title"), says(".foot [data-column=waiting]"),
                says('desk-list[data-list=queues] .row[data-id="155"] [data-column="waiting"]')];
            if (version) seen.add(JSON.stringify([Number(version), ...all]));
            requestAnimationFrame(look);
        });
    }"""
    await page.evaluate(watch)
    last = 0
    for _ in range(24):  # some of them across a tick of the page's clock
        last = int(stage.shown["version"]) + 1
        change(stage, queues={"155": {"waiting": last}}, totals={"waiting": last})
        await asyncio.sleep(0.09)
    await shows(page, last)
    await page.wait_for_function("(all) => seen.has(all)", arg=json.dumps([last] * 5, separators=(",", ":")))
    seen = [json.loads(text) for text in await page.evaluate("[...seen]")]
    assert [each for each in seen if each[0] > 1234 and set(each[1:]) != {each[0]}] == []


async def test_columns_are_chosen_and_kept(stage: Stage, open_page: Open) -> None:
    stage.reset(busy(20, 6))
    page = await open_page("/")
    heads = "desk-list[data-list=agents] [role=columnheader]:visible"
    assert await page.locator(heads, has_text="Login").count() == 0
    await page.locator("desk-list[data-list=agents] .choose").click()
    await page.locator("dialog.columns-choice label", has_text="Login").click()
    await page.keyboard.press("Escape")
    assert await page.locator(heads, has_text="Login").count() == 1
    await page.reload()
    assert await page.locator(heads, has_text="Login").count() == 1
    assert await page.locator('desk-list[data-list=agents] .row [data-column="login"]').first.is_visible()
    ends = """() => {
        const end = (cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return Math.round(range.getBoundingClientRect().right);
        };
        const list = "desk-list[data-list=agents]";
        return [...document.querySelectorAll(`${list} :is(.head, .row) [data-column=answered]`)].map(end);
    }"""
    assert len(set(await page.evaluate(ends))) == 1  # figures stand under their head


async def test_a_list_stands_still_while_somebody_is_in_it(stage: Stage, open_page: Open) -> None:
    made = busy()
    stage.reset(made)
    stage.now = NOW
    page = await open_page("/?lang=en")
    before = await order(page, "agents")
    held = page.locator("desk-list[data-list=agents] .held")
    row = page.locator(f'desk-list[data-list=agents] .row[data-id="{before[4]}"]')
    await row.hover()
    await expect(held).to_have_text("held")
    box = await row.bounding_box()
    other, gone = before[7], before[5]
    version = change(stage, agents={before[4]: {"status": "logged_out"}, other: {"status": "logged_out"}, gone: None})
    await shows(page, version)
    await expect(held).to_have_text("held · 3 changes")
    assert await row.bounding_box() == box
    assert await row.locator('[data-column="status"]').inner_text() == "Logged out"  # it says what is true now
    assert (await page.locator("desk-list[data-list=agents] .row").all_inner_texts())[7].startswith(
        made["agents"][other]["name"]
    )
    assert await page.locator(f'.row[data-id="{gone}"]').get_attribute("data-gone") == ""
    await page.mouse.move(5, 5)
    await expect(held).to_be_hidden()
    await page.locator(f'.row[data-id="{gone}"]').wait_for(state="detached")
    assert other not in (await order(page, "agents"))[:20]

    await page.locator("desk-list[data-list=agents] .row").nth(2).focus()
    focused = await page.evaluate("document.activeElement.dataset.id")
    place = await page.evaluate("document.activeElement.ariaRowIndex")
    version = change(stage, agents={focused: {"status": "no_phone"}, before[1]: {"status": "logged_out"}})
    await shows(page, version)
    assert await page.evaluate("document.activeElement.dataset.id") == focused
    assert await page.evaluate("document.activeElement.ariaRowIndex") == place
    await page.evaluate("document.activeElement.blur()")
    await page.locator(f'.row[data-id="{focused}"]:not([aria-rowindex="{place}"])').wait_for(state="attached")


async def test_agents_stand_under_their_status_and_chips_count_them(stage: Stage, open_page: Open) -> None:
    made = document(12, 2, "calm", chats=False)
    stage.reset(made)
    stage.now = NOW
    page = await open_page("/?lang=en&view=agents")
    await shows(page, 1234)
    counts = {name: [a["status"] for a in made["agents"].values()].count(name) for name in ("available", "paused")}
    groups = await page.locator("desk-list[data-list=agents] .group").all_inner_texts()
    assert groups[0] == f"Available {counts['available']}"
    assert groups[-1] == f"Paused {counts['paused']}"

    chips = page.locator("status-chips button")
    assert await chips.all_inner_texts() == ["All 12", groups[0], groups[1], groups[2]]
    await chips.filter(has_text=re.compile(r"^Paused \d")).click()
    await page.wait_for_url("**status=paused**")
    assert len(await order(page, "agents")) == counts["paused"]
    assert await chips.first.inner_text() == "All 12"  # the chips count what the others would show
    await page.locator('desk-list[data-list=agents] [data-column="answered"] .sort').click()
    await page.locator("desk-list[data-list=agents] .group").first.wait_for(state="detached")


async def test_figures_and_alarms_follow_the_queues_and_teams(stage: Stage, open_page: Open) -> None:
    stage.reset(busy(40, 8))
    stage.now = NOW
    page = await open_page("/?lang=en")
    await choose(page, "queue", "156", "157")
    await page.wait_for_url("**queue=157&queue=156**")
    waiting = page.locator('key-figures [data-figure="waiting"]')
    await expect(waiting.locator(".value")).to_have_text("6")
    await expect(waiting.locator(".of-all")).to_have_text("of 17")
    await expect(page.locator("key-figures .cell[data-cell=waiting]")).to_have_attribute("data-level", "warning")
    await expect(page).to_have_title(re.compile(r"^\(6\) "))
    assert set(await order(page, "queues")) == {"156", "157"}
    await choose(page, "team", "sales")
    await expect(page.locator('key-figures [data-figure="talking"] .of-all')).to_have_text("of 26")
    await page.reload()
    await expect(waiting.locator(".value")).to_have_text("6")
    await page.locator("filter-bar .reset").click()
    await expect(waiting.locator(".value")).to_have_text("17")
    await expect(waiting.locator(".of-all")).to_have_text("")
    await expect(page.locator("key-figures .cell[data-cell=waiting]")).to_have_attribute("data-level", "alarm")


async def test_a_filter_makes_no_alarm_begin(stage: Stage, open_page: Open) -> None:
    stage.reset(busy(40, 8))
    stage.now = NOW
    page = await open_page("/?lang=en&queue=157")
    await page.evaluate("""async () => {
        const { alarms } = await import(`${document.documentElement.dataset.static}/js/alarms.js`);
        globalThis.begun = 0;
        alarms.addEventListener("begin", () => begun++);
    }""")
    await choose(page, "queue", "155")  # it is in alarm
    await expect(page.locator("key-figures .cell[data-cell=waiting]")).to_have_attribute("data-level", "alarm")
    await shows(page, change(stage, queues={"155": {"waiting": 10}}))

    assert await page.evaluate("begun") == 0


async def test_lists_fold_and_the_address_keeps_it(stage: Stage, open_page: Open) -> None:
    stage.reset(busy(20, 4))
    page = await open_page("/")
    queues = page.locator("desk-list[data-list=queues]")
    await queues.locator(".fold").click()
    await expect(queues.locator(".row").first).to_be_hidden()
    await page.locator("call-tabs .fold").click()
    await expect(page.locator("desk-list[data-list=calls]")).to_be_hidden()
    assert "fold=queues&fold=calls" in page.url
    await page.reload()
    await expect(queues.locator(".row").first).to_be_hidden()
    assert await queues.locator(".fold").get_attribute("aria-expanded") == "false"
    await queues.locator(".fold").click()
    await expect(queues.locator(".row").first).to_be_visible()


async def test_the_keyboard_reaches_everything(stage: Stage, open_page: Open) -> None:
    stage.reset(busy(300))
    page = await open_page("/", (1366, 768), strict=False)  # the stage has no details to open
    ids = await order(page, "agents")
    here = "document.activeElement.dataset.id"
    await page.keyboard.press("j")
    assert await page.evaluate("document.activeElement.closest('desk-list').dataset.list") == "calls"
    await page.locator("desk-list[data-list=agents] .row").first.focus()
    assert await page.evaluate(here) == ids[0]
    for key in ("j", "ArrowDown", "k", "End"):
        await page.keyboard.press(key)
    assert await page.evaluate(here) == ids[-1]
    headings = await page.locator("status-chips button").count() - 1
    assert await page.evaluate("document.activeElement.ariaRowIndex") == str(301 + headings)
    assert await page.locator("desk-list[data-list=agents] .row").count() < 60
    await page.locator("desk-list[data-list=agents] .scroll").evaluate("box => box.scrollTop = 0")
    await page.locator(f'.row[data-id="{ids[0]}"]').wait_for()
    await page.keyboard.press("k")  # where it was, though that row had left the page
    assert await page.evaluate(here) == ids[-2]
    await page.keyboard.press("ArrowLeft")
    assert await page.evaluate("document.activeElement.closest('desk-list').dataset.list") == "chats"
    await page.keyboard.press("?")
    assert await page.locator("dialog.help").is_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("2")
    await page.locator('html[data-view="agents"]').wait_for(state="attached")
    await page.keyboard.press("0")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    assert (await page.locator("html").get_attribute("data-detail") or "").startswith(("agent:", "call:"))
    await page.keyboard.press("Escape")
    assert await page.evaluate("document.activeElement.closest('desk-list') !== null")  # back in the list


EVIL = [
    '</script><script>globalThis.evil = 1</script><img src=x onerror="evil=1">',
    "אבגדה שלום \u202e txt.exe",
    "W" * 200,
    "👩‍👩‍👧‍👦🏴‍☠️" * 20,
    '" autofocus onfocus="evil=1',
]


@pytest.mark.parametrize("evil", EVIL, ids=["html", "right to left", "long", "emoji", "attribute"])
async def test_foreign_text_is_text(stage: Stage, open_page: Open, evil: str) -> None:
    made = busy(10, 3)
    agent, call = next(iter(made["agents"])), next(iter(made["calls"]))
    made["agents"][agent]["name"] = evil
    made["agents"][agent]["team"] = evil
    made["agents"][evil] = {**made["agents"][agent], "name": evil, "calls": [call], "chats": ["c0", "c1"]}
    made["calls"][call] |= {"source_name": evil, "source_number": evil}
    made["campaigns"]["00001"]["name"] = evil
    made["queues"]["155"]["name"] = evil
    made["chats"]["c1"]["client_name"] = evil
    stage.reset(json.loads(json.dumps(made)))
    page = await open_page("/", (1366, 768))
    await shows(page, 1234)
    assert await page.evaluate("globalThis.evil") is None
    assert await page.locator("img").count() == 0
    assert await page.locator('desk-list[data-list=queues] .row[data-id="155"] bdi').text_content() == evil
    joined = (await page.evaluate(CELLS, "agents"))[evil]["with"]
    assert joined.endswith("2 czaty")
    assert "\u202e" not in joined  # it would turn what stands behind the name
    assert await page.evaluate("document.documentElement.scrollWidth") <= 1366
    heights = {box["height"] for row in await page.locator(".row").all() if (box := await row.bounding_box())}
    assert len(heights) == 1


async def test_the_row_of_what_is_open_shows_it(stage: Stage, open_page: Open) -> None:
    stage.reset(busy(10, 3))
    page = await open_page("/")
    await shows(page, 1234)
    await page.evaluate("""() => {
        document.documentElement.dataset.detail = "agent:agent004";
        document.dispatchEvent(new Event("openchange"));
    }""")
    row = page.locator('.row[data-id="agent004"][aria-current="true"]')
    await row.wait_for()
    assert "inset" in await row.evaluate("row => getComputedStyle(row).boxShadow")


async def test_abandoned_callers_stand_under_their_tab_with_who_has_been_called_back(
    stage: Stage, open_page: Open
) -> None:
    made = busy(10, 3)
    made["callbacks"] = {"open": 1}
    stage.reset(made)
    stage.now = NOW
    spoken = {"at": "2026-11-22T12:40:00+01:00", "how": "answered", "agent": "agent001"}
    stage.abandoned = [
        abandoned_call("7.1", "12:31", number="600204118", again="2026-11-22T12:39:00+01:00", contacted=spoken),
        abandoned_call("7.2", "12:22", number="600551090", queue="156"),
        abandoned_call("7.3", "12:10", number=None),
    ]
    page = await open_page("/?lang=en", (1920, 1080), strict=False)  # the stage has no call to open
    tab = page.locator('call-tabs [data-tab="abandoned"]')
    total = made["totals"]["today"]["abandoned"]
    await expect(tab).to_have_text(f"Abandoned {total}1 without contact")
    await tab.click()
    rows = page.locator("desk-list[data-list=abandoned] .row")
    await expect(rows).to_have_count(3)
    assert "calls=abandoned" in page.url
    cells = list((await page.evaluate(CELLS, "abandoned")).values())
    shown = ("at", "number", "place", "contacted", "waited", "rings", "were_available", "again")
    name = made["agents"]["agent001"]["name"]
    queues = [made["queues"][key]["name"] for key in ("155", "156")]
    assert [[cell.get(column, "") for column in shown] for cell in cells] == [
        ["12:31", "600204118", queues[0], f"12:40 · {name}", "2:44", "2", "1", "12:39"],
        ["12:22", "600551090", queues[1], "no contact", "2:44", "2", "1", NOTHING],
        ["12:10", "no number", queues[0], NOTHING, "2:44", "2", "1", NOTHING],
    ]
    assert [await row.locator('[data-mark="late"]').count() for row in await rows.all()] == [0, 1, 0]

    stage.abandoned.insert(0, abandoned_call("7.4", "12:45", number="600000001"))
    change(stage, callbacks={"open": 2})
    await expect(rows).to_have_count(4)
    await expect(tab).to_contain_text("2 without contact")
    await rows.nth(1).locator('[data-column="place"]').click()
    await expect(page).to_have_url(re.compile("open=call%3A7.1"))
    then = rows.nth(1).get_by_role("link", name="12:31")
    assert "at=2026-11-22T12%3A31%3A00%2B01%3A00" in (await then.get_attribute("href") or "")
    assert await then.get_attribute("title") == "The board at that moment"
    await choose(page, "queue", "156")
    await expect(rows).to_have_count(1)
    await expect(tab).to_contain_text("1 without contact")


async def test_ended_calls_are_found_by_what_was_typed(stage: Stage, open_page: Open) -> None:
    stage.reset(busy(10, 3))
    stage.now = NOW
    stage.ended = [ended_call("7.1", "12:28", number="600204118"), ended_call("7.2", "12:20", number="600551090")]
    page = await open_page("/?lang=en&calls=ended")
    rows = page.locator("desk-list[data-list=ended] .row")
    await expect(rows).to_have_count(2)
    await page.locator('[data-filter="q"]').fill("551090")
    await expect(rows).to_have_count(1)
    await expect(rows.first).to_contain_text("600551090")
    await expect(rows.first).to_contain_text("12:20")
    await expect(page.locator('call-tabs [data-tab="waiting"] b')).to_have_text("0")


async def test_a_service_level_sorts_the_worst_first_and_below_its_target_is_marked(
    stage: Stage, open_page: Open
) -> None:
    made = busy(10, 6)
    stage.reset(made)
    stage.now = NOW
    page = await open_page("/?lang=en")
    await page.locator('desk-list[data-list=queues] [data-column="service_level"] .sort').click()
    await page.locator('[data-column="service_level"][aria-sort="ascending"]').wait_for()
    shares = {key: queue["today"].get("service_level", 2) for key, queue in made["queues"].items()}
    ids = await order(page, "queues")

    assert [shares[key] for key in ids] == sorted(shares.values())
    marked = await page.locator('desk-list[data-list=queues] .row:has([data-mark="below"])').evaluate_all(
        "rows => rows.map((row) => row.dataset.id)"
    )
    assert set(marked) == {key for key, share in shares.items() if share < 0.8}


async def test_the_day_says_a_quarters_figures_under_the_pointer(stage: Stage, open_page: Open) -> None:
    stage.reset(document(now=NOW))
    stage.now = NOW
    page = await open_page("/?lang=en")
    await shows(page, 1234)
    quarter, counts = next(iter(stage.shown["trend"].items()))
    await page.locator("day-curve .plot").hover(position={"x": 2, "y": 60})
    said = f"{quarter} · {counts['answered']} answered · {counts['abandoned']} abandoned"
    await expect(page.locator("queue-trend .readout")).to_have_text(said)
    await page.mouse.move(5, 5)
    await expect(page.locator("queue-trend .readout")).to_be_empty()
