"""Progress on a long way, with an estimate of the time left: one line that changes, or plain lines."""

import time
from collections.abc import Callable
from typing import Final, TextIO

_ON_A_TERMINAL: Final = 0.5
_ELSEWHERE: Final = 10.0


class Progress:
    """Writes to `stream`, on a terminal twice a second over itself, elsewhere a line every ten seconds."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._every = _ON_A_TERMINAL if self._terminal else _ELSEWHERE
        self._began = self._shown = time.monotonic()
        self._width = 0

    def show(self, share: Callable[[], float], left: Callable[[], float | None], sent: int) -> None:
        """Say how much is done, if it is time to. `left` may know the seconds; else the share tells."""
        now = time.monotonic()
        if now - self._shown < self._every:
            return
        self._shown = now
        done = share()
        seconds = left()
        if seconds is None:
            seconds = (now - self._began) * (1 - done) / done if done else None
        estimate = "" if seconds is None else f", about {_span(seconds)} left"
        self._write(f"{100 * done:3.0f} %, {sent} sent{estimate}")

    def close(self) -> None:
        """Leave a terminal's line as it was found: empty."""
        if self._terminal and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()

    def _write(self, line: str) -> None:
        self._stream.write(f"\r{line:<{self._width}}" if self._terminal else line + "\n")
        self._stream.flush()
        self._width = max(self._width, len(line))


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
