"""The table: one row a figure, and the way to get a fair one. What is measured stands in the other files.

Machines have moods, so whatever is compared takes turns in several rounds, each round gives one ratio, and
the median is what is said.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from statistics import median
from typing import NamedTuple

HEADINGS = ("what", "figure", "yardstick", "ratio", "aim", "met")


class Row(NamedTuple):
    """One line of the table, ready to be printed but for `met`."""

    what: str
    figure: str
    yardstick: str
    ratio: str
    aim: str
    met: bool


class Rounds(NamedTuple):
    """What the subject and the yardstick took in each round, in the same unit."""

    subject: list[float]
    yardstick: list[float]

    @property
    def figure(self) -> float:
        """The subject's median."""
        return median(self.subject)

    @property
    def beside(self) -> float:
        """The yardstick's median."""
        return median(self.yardstick)

    @property
    def ratio(self) -> float:
        """The median of each round's subject / yardstick."""
        return median(self.ratios)

    @property
    def ratios(self) -> list[float]:
        """Each round's."""
        return [s / y for s, y in zip(self.subject, self.yardstick, strict=True)]

    @property
    def parsed(self) -> str:
        """The median with the least and the most."""
        return f"{self.ratio:.2f} ({min(self.ratios):.2f}-{max(self.ratios):.2f})"


def interleaved(rounds: int, subject: Callable[[], float], yardstick: Callable[[], float]) -> Rounds:
    """Both in turn, each round beginning with the other one."""
    taken = Rounds([], [])
    for number in range(rounds):
        turns = [(subject, taken.subject), (yardstick, taken.yardstick)]
        for measure, into in turns if number % 2 == 0 else reversed(turns):
            into.append(measure())
    return taken


def lines(rows: Iterable[Row]) -> list[str]:
    """The table as text, columns aligned."""
    return _aligned([HEADINGS, *((*row[:-1], _met(row)) for row in rows)])


def _met(row: Row) -> str:
    return ("yes" if row.met else "NO") if row.aim else ""


def _aligned(cells: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip_longest(*cells, fillvalue="")]
    texts = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    return [texts[0].rstrip(), "  ".join("-" * width for width in widths), *(text.rstrip() for text in texts[1:])]
