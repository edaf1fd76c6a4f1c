"""Decode + apply of one event: a form becomes fields, an event, and truth; nothing is kept or sent.

The yardstick is `json.loads` of the same fields: what any program pays before it has understood a thing.
"""

import json
import time

from app.config.schema import Settings
from app.events import decoding
from app.runtime.sequencing import Submission, parse
from app.state.apply import Entry, apply
from app.state.rules import Rules
from app.state.state import State
from tests.benchmarks.days import Delivered, day
from tests.benchmarks.table import Row, interleaved

AGENTS = 40  # 50,500 events a day
ROUNDS = 5
AIM = 50_000  # events a second on one core


def measure() -> list[Row]:
    """One row."""
    rules = Settings().rules
    deliveries = day(AGENTS)
    texts = [json.dumps(delivered.fields).encode() for delivered in deliveries]
    taken = interleaved(ROUNDS, lambda: _applied(deliveries, rules), lambda: _loaded(texts))
    count = len(deliveries)
    rate = count / taken.figure
    return [
        Row(
            f"decode + apply, {count:,} events of a day",
            f"{rate:,.0f} events/s ({1e6 / rate:.1f} µs)",
            f"json.loads {1e6 * taken.beside / count:.1f} µs",
            taken.parsed,
            f">= {AIM:,} events/s",
            rate >= AIM,
        )
    ]


def _applied(deliveries: list[Delivered], rules: Rules) -> float:
    """CPU seconds from the first form to the last event's effect."""
    state = State(rules=rules)
    began = time.process_time()
    for version, (at, _, form) in enumerate(deliveries, start=1):
        said, mark = parse(Submission(decoding.from_form(form)), rules, at, trust=False)
        apply(state, Entry(version, at, said, mark))
    return time.process_time() - began


def _loaded(texts: list[bytes]) -> float:
    began = time.process_time()
    for text in texts:
        json.loads(text)
    return time.process_time() - began
