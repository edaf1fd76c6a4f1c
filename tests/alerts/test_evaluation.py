"""When an alert is raised, worse, told again and over: seconds of a queue, one after another."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from app.alerts.conditions import Condition
from app.alerts.evaluation import Decision, Evaluator
from app.config.schema import Alerts
from app.state.alerts import Raised

LIMIT, WARNING = 3, 2
RULES = Alerts(to=["https://example.com/hook"])
Told = list[tuple[int, str]]


class Watch:
    """An evaluator and what it has raised, as the journal would remember it."""

    def __init__(self, rules: Alerts = RULES) -> None:
        self.rules = rules
        self.raised: dict[str, Raised] = {}
        self.evaluator = Evaluator()
        self.decisions: list[tuple[int, Decision]] = []
        self.now = 1000

    def sees(self, waiting: int, *, seconds: int = 1, abandoned: int = 0, is_quiet: bool = False) -> None:
        """So many wait for so many seconds."""
        for _ in range(seconds):
            level = "alarm" if waiting >= LIMIT else "warning" if waiting >= WARNING else None
            figures = {"waiting": waiting, "longest": 0, "abandoned": abandoned}
            found = {"queue:1": Condition("queue:1", "queue", level, "Sales", "", figures)}
            for one in self.evaluator.step(found, self.raised, self.rules, self.now, is_quiet=is_quiet):
                self._note(one)
            self.now += 1

    def starts_again(self) -> None:
        """Another process goes on with what the journal remembers."""
        self.evaluator = Evaluator()

    @property
    def told(self) -> Told:
        """The seconds and changes."""
        return [(at - 1000, one.state) for at, one in self.decisions]

    def _note(self, one: Decision) -> None:
        self.decisions.append((self.now, one))
        if one.state == "over":
            del self.raised[one.subject]
        else:
            self.raised[one.subject] = Raised(one.level, one.since, self.now, "", "Sales", "", one.figures)


def test_a_limit_that_is_reached_for_thirty_seconds_is_raised_and_over_a_minute_later() -> None:
    watch = Watch()
    watch.sees(3, seconds=35)
    watch.sees(0, seconds=120)

    assert watch.told == [(30, "raised"), (95, "over")]


def test_a_value_that_flaps_at_its_limit_for_ten_minutes_is_never_raised() -> None:
    watch = Watch()
    for _ in range(30):
        watch.sees(2, seconds=10)
        watch.sees(3, seconds=10)

    assert watch.told == []


def test_what_is_raised_and_flaps_is_told_once_and_over_once() -> None:
    watch = Watch()
    watch.sees(3, seconds=31)
    for _ in range(30):
        watch.sees(2, seconds=10)
        watch.sees(3, seconds=10)
    watch.sees(0, seconds=61)

    assert watch.told == [(30, "raised"), (691, "over")]


def test_a_warning_that_becomes_an_alarm_is_worse_at_once_and_only_once() -> None:
    watch = Watch(Alerts(to=RULES.to, levels=["warning", "alarm"]))
    watch.sees(2, seconds=40)
    watch.sees(3)
    watch.sees(2, seconds=5)
    watch.sees(3)

    assert watch.told == [(30, "raised"), (40, "worse")]
    assert watch.raised["queue:1"].level == "alarm"


def test_a_warning_is_not_told_where_only_alarms_are() -> None:
    watch = Watch()
    watch.sees(2, seconds=300)

    assert watch.told == []


def test_what_lasts_is_told_again_after_half_an_hour_but_not_in_quiet_hours() -> None:
    watch = Watch()
    watch.sees(3, seconds=31 + 1800)
    watch.sees(3, seconds=2000, is_quiet=True)
    watch.sees(3)

    assert watch.told == [(30, "raised"), (1830, "again"), (3831, "again")]


def test_a_restart_raises_nothing_twice_and_ends_what_was_raised() -> None:
    watch = Watch()
    watch.sees(3, seconds=40)
    watch.starts_again()
    watch.sees(4, seconds=40)
    watch.starts_again()
    watch.sees(0, seconds=61)

    assert watch.told == [(30, "raised"), (140, "over")]


def test_the_end_says_how_long_it_was_how_bad_and_how_many_gave_up() -> None:
    watch = Watch()
    watch.sees(3, seconds=60, abandoned=5)
    watch.sees(9, seconds=10, abandoned=7)
    watch.sees(0, seconds=61, abandoned=8)
    over = watch.decisions[-1][1]

    assert (over.state, over.since, over.lasted) == ("over", 1000, 70)
    assert over.figures == {"waiting": 9, "longest": 0, "abandoned": 3}


def test_a_clock_that_is_set_back_does_not_raise_early() -> None:
    watch = Watch()
    watch.sees(3, seconds=20)
    watch.now -= 500
    watch.sees(3, seconds=29)

    assert watch.told == []


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 100)), max_size=25))
def test_every_raise_is_followed_by_one_over_before_the_next(spans: Iterable[tuple[int, int]]) -> None:
    watch = Watch(Alerts(to=RULES.to, again=0))
    for waiting, seconds in spans:
        watch.sees(waiting, seconds=seconds)
    states = [state for _, state in watch.told]

    assert states == (["raised", "over"] * len(states))[: len(states)]
