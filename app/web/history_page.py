"""`/history`: a stored day or week, beside the week before, as one page without a script."""

import asyncio
from calendar import monthrange
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import NamedTuple, NoReturn, cast

import msgspec
from aiohttp import web

from ..config.schema import Board
from ..document.merge_patch import Json
from ..document.scope import includes_agent
from ..events.timestamps import iso
from ..history.books import Book
from ..history.day_rows import agent_name
from ..history.day_view import Span, View, days_of, view
from ..history.days import Days
from .admin import is_admin
from .app_keys import DAYS, INGEST, TEMPLATES, settings, static_address
from .assets import asset_folder
from .auth import access
from .handlers.details import run_query, supervisors_only
from .problems import ProblemError
from .rendering import THEMES, daylight_theme
from .translations import LANGUAGES, Catalogue, read_catalogue

ENOUGH_CALLS = 20
"""A percentage of fewer says nothing."""
NOTHING = "\u2013"
WEEK = timedelta(days=7)
WEEK_DIGITS = "%G-W%V"


class Period(NamedTuple):
    """The requested period: a day, or the week in which it is."""

    span: Span
    day: date

    @property
    def query(self) -> str:
        """As the address has it: day=2026-11-20, week=2026-W47."""
        text = self.day.strftime(WEEK_DIGITS) if self.span == "week" else self.day.isoformat()
        return f"{self.span}={text}"


class Kept(NamedTuple):
    """What is stored of a period, and of the one a week before."""

    books: list[Book]
    before: list[Book]
    names: list[str]
    is_final: bool
    agents: list[Json]


async def get_history_page(request: web.Request) -> web.Response:
    """The page. 404 for a day of which nothing is stored, 422 for what is no day."""
    if elsewhere := access.login_redirect(request):
        return elsewhere
    supervisors_only(request)
    name, days = access.board(request), request.app[DAYS]
    board = settings(request).boards[name] if name else Board()
    asked = _period(request)
    with_agents = is_admin(request) and bool(settings(request).history.agent_days)

    async def query() -> tuple[Period | None, Kept]:
        names = await days.names()
        period = asked or (Period("day", date.fromisoformat(names[-1])) if names else None)
        return period, await _kept(days, period, names, board if with_agents else None)

    period, kept = await run_query(request, query)
    if period and kept.names and not kept.books:
        raise ProblemError(404, "Nothing is kept of that day; /history shows the newest one of which something is.")
    shown = None
    if period and kept.books:
        shown = await asyncio.to_thread(view, kept.books, kept.before, period.span, settings(request), board)
    return await _page(request, period, kept, shown, name)


async def _kept(days: Days, period: Period | None, names: list[str], agents_of: Board | None) -> Kept:
    """What is stored of the period, and of agents those of this board."""
    if period is None:
        return Kept([], [], names, is_final=True, agents=[])
    own = [str(day) for day in days_of(period.span, period.day)]
    earlier = [str(day - WEEK) for day in days_of(period.span, period.day)]
    books: dict[str, tuple[Book, bool]] = {}
    async for book, final in days.read([name for name in names if name in own or name in earlier]):
        books[book.name] = book, final
    agents: list[Json] = []
    if agents_of and period.span == "day":
        counted = await days.agents(own[0]) or {}
        rows = [
            {"name": agent_name(login, days.ingest.settings)} | msgspec.to_builtins(one)
            for login, one in counted.items()
            if includes_agent(agents_of, login, days.ingest.settings)
        ]
        agents = sorted(rows, key=lambda row: str(row["name"]))
    return Kept(
        books=[books[name][0] for name in own if name in books],
        before=[books[name][0] for name in earlier if name in books],
        names=names,
        is_final=all(books[name][1] for name in own if name in books),
        agents=agents,
    )


def _period(request: web.Request) -> Period | None:
    """What the address asks for; None for the newest day."""
    query = request.query
    try:
        if week := query.get("week"):
            year, _, number = week.partition("-W")
            return Period("week", date.fromisocalendar(_year(year), int(number), 1))
        if day := query.get("day"):
            return Period("day", date.fromisoformat(day).replace(year=_year(day[:4])))
    except ValueError:
        if "week" in query:
            _invalid("week", "is a week, YYYY-Www, such as 2026-W47")
        _invalid("day", "is a date, YYYY-MM-DD")
    return None


def _year(text: str) -> int:
    """The year. ValueError at the ends of the calendar, where a day has no week before or after."""
    year = int(text)
    if not MINYEAR < year < MAXYEAR:
        raise ValueError(text)
    return year


async def _page(
    request: web.Request, period: Period | None, kept: Kept, shown: View | None, board: str | None
) -> web.Response:
    configured, query = settings(request), request.query
    language = query["lang"] if query.get("lang") in LANGUAGES else configured.language
    theme = query["theme"] if query.get("theme") in THEMES else THEMES[0]
    now = iso(request.app[INGEST].now(), configured.zone)
    say = read_catalogue(asset_folder("static"), language)
    template = request.app[TEMPLATES].get_template("history.html")
    text = await asyncio.to_thread(
        template.render,
        period=period,
        kept=kept,
        shown=shown,
        words=_Words(say),
        say=say,
        board=board,
        boards={
            name: one.title or name
            for name, one in configured.boards.items()
            if access.own_board(request) in {None, name}
        },
        target=configured.service_level.target,
        neighbors=_neighbors(period, kept.names),
        has_agents=is_admin(request) and bool(configured.history.agent_days),
        days_shown=days_of(period.span, period.day) if period and period.span == "day" else [],
        dates={str(day): day for day in days_of(period.span, period.day)} if period else {},
        days=days_of(period.span, period.day) if period else [],
        page_path=access.page_address(request, *(("supervisor", board) if board else ())),
        path=access.page_address(request, "history", board),
        path_of={name: access.page_address(request, "history", name) for name in configured.boards},
        months=list(_months(kept.names)),
        has_all_boards=access.own_board(request) is None,
        options=_options(request),
        language=language,
        theme=theme,
        shown_theme=daylight_theme(now) if theme == "auto" else theme,
        themes=THEMES,
        today=now[:10],
        static=static_address(request),
    )
    response = web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})
    response.enable_compression()
    return response


def _options(request: web.Request) -> str:
    """What the page's links keep of its address, as the rest of a query."""
    kept = {name: request.query[name] for name in ("lang", "theme") if request.query.get(name) in {*LANGUAGES, *THEMES}}
    return "".join(f"&{name}={value}" for name, value in kept.items())


def _months(names: list[str]) -> Iterator[tuple[date, list[tuple[date, bool]]]]:
    """The stored days as calendars, the newest month first: each month's first day, and its days."""
    kept = set(names)
    for month in sorted({name[:7] for name in names}, reverse=True):
        first = date.fromisoformat(f"{month}-01")
        days = [first + timedelta(days=number) for number in range(monthrange(first.year, first.month)[1])]
        yield first, [(day, str(day) in kept) for day in days]


def _neighbors(period: Period | None, names: list[str]) -> tuple[Period | None, Period | None]:
    """The nearest stored periods before and after."""
    if period is None:
        return None, None
    shown = [str(day) for day in days_of(period.span, period.day)]
    before = [name for name in names if name < shown[0]]
    after = [name for name in names if name > shown[-1]]
    return (
        period._replace(day=date.fromisoformat(before[-1])) if before else None,
        period._replace(day=date.fromisoformat(after[0])) if after else None,
    )


class _Words:
    """Figures as text, as the screens write them."""

    def __init__(self, say: Catalogue) -> None:
        self._say = say

    def level(self, figures: Json) -> str:
        """A service level; of few calls as calls: "3 of 4"."""
        parts = figures["service_level_parts"]
        if not parts["counted"]:
            return NOTHING
        if parts["counted"] < ENOUGH_CALLS:
            return self._say("few_of", n=parts["in_time"], of=parts["counted"])
        return self.percent(parts["in_time"] / parts["counted"])

    def percent(self, share: float) -> str:
        """A share in whole percent, rounded down."""
        return self._say("percent", n=int(share * 100 + 1e-6))

    def duration(self, seconds: int | None) -> str:
        """Minutes and seconds, from an hour on with hours."""
        if seconds is None:
            return NOTHING
        minutes, rest = divmod(int(seconds), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"

    def change(self, now: int, then: int) -> str:
        """How much more than then in percent; nothing where either is of few calls."""
        if min(now, then) < ENOUGH_CALLS:
            return ""
        share = round(100 * (now - then) / then)
        sign = "+" if share > 0 else "\u2212" if share < 0 else ""
        return self._say("percent", n=f"{sign}{abs(share)}")

    def long_date(self, day: date) -> str:
        """Weekday, day, month and year in words."""
        weekdays, months = (cast("list[str]", self._say.entries[name]) for name in ("weekdays", "months"))
        return f"{weekdays[day.isoweekday() % 7]} {day.day} {months[day.month - 1]} {day.year}"

    def dates(self, names: list[str]) -> str:
        """Days in brief."""
        return ", ".join(self.short_date(date.fromisoformat(name)) for name in names)

    def month(self, day: date) -> str:
        """The month and its year."""
        return f"{self._say.entries['month_names'][day.month - 1]} {day.year}"

    def day_initials(self) -> list[str]:
        """The days of the week in brief, Monday first."""
        weekdays = cast("list[str]", self._say.entries["weekdays_short"])
        return [*weekdays[1:], weekdays[0]]

    def short_date(self, day: date) -> str:
        """Weekday, day and month in brief."""
        weekdays = cast("list[str]", self._say.entries["weekdays_short"])
        return self._say("date_short", weekday=weekdays[day.isoweekday() % 7], day=day.day, month=f"{day.month:02}")


def _invalid(field: str, detail: str) -> NoReturn:
    raise ProblemError(422, f"{field} {detail}.", errors=[{"field": field, "pointer": "", "detail": detail}])
