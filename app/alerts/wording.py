"""What alerts say, in the board's language. Pure."""

from collections.abc import Callable, Mapping

from ..events.server_entries import AlertState
from .conditions import Condition

MAX_NAMES = 5
"""Names of available agents in one text."""
Say = Callable[..., str]


def title_of(condition: Condition, say: Say) -> str:
    """What the condition is about, for the line that says that it is over."""
    name = condition.name or say("alerts.center")
    return say(f"alerts.about.{condition.kind}", name=name, **condition.words)


def text_of(condition: Condition, state: AlertState, say: Say) -> str:
    """What the condition's recipients read."""
    if condition.kind in {"queue", "unattended"}:
        parts = [_figure(condition, "waiting", say), _figure(condition, "longest", say), _available(condition, say)]
        text = f"{condition.name or say('alerts.center')}: {', '.join(parts)}"
    else:
        values = {name: clock(value) if name == "longest" else value for name, value in condition.figures.items()}
        limit = clock(condition.limits.get("longest", 0))
        text = say(f"alerts.text.{condition.kind}", name=condition.name, limit=limit, **values, **condition.words)
    return say("alerts.again", text=text) if state == "again" else text


def over_text(name: str, seconds: int, figures: Mapping[str, int], say: Say) -> str:
    """What is said at the end: how long it was and how bad."""
    worst = [
        say(f"alerts.worst.{key}", n=clock(figures[key]) if key == "longest" else figures[key])
        for key in ("waiting", "longest", "abandoned")
        if figures.get(key)
    ]
    return ", ".join([say("alerts.over", name=name, time=clock(seconds)), *worst])


def clock(seconds: int) -> str:
    """A span as on the screens: 1:30, 1:00:05."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _figure(condition: Condition, key: str, say: Say) -> str:
    shown = clock if key == "longest" else str
    figure = say(f"alerts.figure.{key}", n=shown(condition.figures[key]))
    limit = condition.limits.get(key)
    return figure if limit is None else say("alerts.limit", figure=figure, limit=shown(limit))


def _available(condition: Condition, say: Say) -> str:
    count = condition.figures.get("available", 0)
    if not count:
        return say("alerts.nobody")
    names = condition.words["available"].split(", ")
    more = f" + {len(names) - MAX_NAMES}" if len(names) > MAX_NAMES else ""
    return say("alerts.available", n=count, names=", ".join(names[:MAX_NAMES]) + more)
