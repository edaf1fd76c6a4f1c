"""The log says once that the senders' clock and this one differ, and once that they agree again."""

import pytest

from app.runtime.clock_watch import MIN_INTERVAL_S, ClockWatch


class Clock:
    """Where the test puts it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    told = [record.getMessage() for record in caplog.records]
    caplog.clear()
    return told


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")


def test_a_difference_is_logged_when_it_begins_and_when_it_ends(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    watch = ClockWatch(clock)
    for offset in (None, -1200, -1201, -1190):
        watch.look(offset)
    begun = logged(caplog)
    clock.now += MIN_INTERVAL_S
    for offset in (-1200, None, None):
        watch.look(offset)
    ended = logged(caplog)

    assert begun == [
        "webhooks' dates are 1200 s behind this machine's clock: set the clock that is wrong, most likely this one"
    ]
    assert ended == ["webhooks' dates and this machine's clock agree again"]


def test_a_difference_that_comes_and_goes_is_logged_once_a_minute_at_most(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    watch = ClockWatch(clock)
    for _ in range(100):
        watch.look(121)
        watch.look(None)
    first = logged(caplog)
    clock.now += MIN_INTERVAL_S
    watch.look(None)
    second = logged(caplog)

    assert len(first) == 1
    assert "121 s ahead of this machine's clock" in first[0]
    assert second == ["webhooks' dates and this machine's clock agree again"]
