"""The centre on paper: teams, queues, agents, campaigns, pauses for a given size and seed.

Nothing here moves. Sizes run from 5 agents with 2 queues over 40 with 8 to 150 with 25.
"""

from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from . import chance, people

Strategy = Literal["ring_all", "one_by_one"]
Mode = Literal["preview", "progressive", "predictive"]

FEWEST: Final = 5
MOST: Final = 150


@dataclass(frozen=True)
class Queue:
    """A queue of calls. `share` is its part of the team's calls, `talk` their mean length (s)."""

    id: str
    name: str
    team: str
    strategy: Strategy
    share: float
    talk: float
    seconds: int  # the service level's threshold
    patience: float  # after so long (s) the queue itself gives up and sends the caller on
    overflow: str  # the queue where such callers go
    line: str  # the number that callers dial


@dataclass(frozen=True)
class Agent:
    """An agent's papers: `queues` and `chat_queues` are skills, `number` where the phone rings."""

    login: str
    name: str
    team: str
    number: str
    queues: tuple[str, ...]
    chat_queues: tuple[str, ...]


@dataclass(frozen=True)
class Campaign:
    """An outbound campaign, worked by the agents of `team`."""

    id: str
    name: str
    mode: Mode
    team: str
    caller_id: str


@dataclass(frozen=True)
class Pause:
    """A kind of break: taken about every `every` s, for `mean` s, too long after `limit` s."""

    id: str
    name: str
    limit: int
    mean: float
    weight: float


@dataclass(frozen=True)
class Team:
    """A team, known on the boards by its id."""

    id: str
    title: str


@dataclass(frozen=True)
class Centre:
    """Everything on paper, each kind by its id, in the order of the boards."""

    teams: dict[str, Team]
    queues: dict[str, Queue]
    chat_queues: dict[str, str]
    agents: dict[str, Agent]
    campaigns: dict[str, Campaign]
    pauses: dict[str, Pause]


PAUSES: Final = (
    Pause("1", "Przerwa", 900, 560, 5),
    Pause("2", "Obiad", 1800, 1300, 2),
    Pause("3", "Zgłoszenia", 1200, 420, 3),
    Pause("4", "Szkolenie", 2700, 1100, 1),
)
PAPERWORK: Final = "3"
"""The pause in which agents finish what a call left them to do."""

_TEAMS: Final = (
    Team("sales", "Sprzedaż"),
    Team("service", "Obsługa klienta"),
    Team("support", "Wsparcie techniczne"),
    Team("retention", "Utrzymanie klienta"),
    Team("claims", "Reklamacje"),
    Team("business", "Klienci biznesowi"),
)
# By team: the queues' names and their mean talk (s).
_QUEUES: Final[dict[str, tuple[tuple[str, float], ...]]] = {
    "sales": (
        ("Sprzedaż", 190),
        ("Nowe umowy", 240),
        ("Oferty specjalne", 170),
        ("Zamówienia", 130),
        ("Sklep internetowy", 150),
    ),
    "service": (
        ("Obsługa klienta", 170),
        ("Płatności", 130),
        ("Zmiana danych", 110),
        ("Faktury", 140),
        ("Infolinia", 120),
    ),
    "support": (
        ("Wsparcie techniczne", 260),
        ("Awarie", 180),
        ("Internet", 240),
        ("Telewizja", 230),
        ("Urządzenia", 210),
    ),
    "retention": (
        ("Utrzymanie klienta", 230),
        ("Wypowiedzenia", 200),
        ("Przedłużenia", 190),
        ("Stali klienci", 180),
    ),
    "claims": (("Reklamacje", 240), ("Zwroty", 160), ("Gwarancje", 200)),
    "business": (("Klienci biznesowi", 250), ("Partnerzy", 210), ("Przetargi", 240)),
}
_CHAT_QUEUES: Final = ("Czat WWW", "Czat sklepu", "Czat techniczny", "Czat partnerów")
_CAMPAIGNS: Final[tuple[tuple[str, Mode], ...]] = (
    ("Przedłużenia umów", "preview"),
    ("Badanie zadowolenia", "progressive"),
    ("Oferta jesienna", "predictive"),
    ("Klienci powracający", "preview"),
    ("Przypomnienia o płatności", "progressive"),
    ("Nowa taryfa", "predictive"),
)


def plan(agents: int, seed: int) -> Centre:
    """The centre with so many agents. The same seed makes the same centre."""
    if not FEWEST <= agents <= MOST:
        raise ValueError(f"a centre has {FEWEST} to {MOST} agents, not {agents}")
    rng = chance.stream(seed, "centre")
    teams = _TEAMS[: max(1, min(len(_TEAMS), round(agents / 10)))]
    queues = _queues(teams, round(0.157 * agents + 1.4))
    chat_queues = {str(number + 1): name for number, name in enumerate(_CHAT_QUEUES[: 1 + agents // 40])}
    return Centre(
        teams={team.id: team for team in teams},
        queues=queues,
        chat_queues=chat_queues,
        agents=_agents(rng, agents, teams, queues, tuple(chat_queues)),
        campaigns=_campaigns(teams, 6 if agents >= 80 else 3),
        pauses={pause.id: pause for pause in PAUSES},
    )


def _queues(teams: tuple[Team, ...], count: int) -> dict[str, Queue]:
    """`count` queues, team by team; whoever a queue cannot serve goes on to the one before it."""
    ids = _dealt(teams, count)
    everything = [queue for own in ids.values() for queue in own]
    found = {}
    for team, own in ids.items():
        circle = own if len(own) > 1 else everything
        for n, queue in enumerate(own):
            found[queue] = _queue(queue, team, n, len(own), circle[circle.index(queue) - 1])
    return found


def _dealt(teams: tuple[Team, ...], count: int) -> dict[str, list[str]]:
    """The ids of each team's queues, dealt out in turn as long as there are names."""
    ids: dict[str, list[str]] = {team.id: [] for team in teams}
    dealt = 0
    while dealt < count:
        for row, own in enumerate(ids.values()):
            if dealt < count and len(own) < len(_QUEUES[teams[row].id]):
                own.append(str(155 + 10 * row + len(own)))
                dealt += 1
    return ids


def _queue(queue: str, team: str, n: int, many: int, overflow: str) -> Queue:
    """A team's `n`th of `many` queues: the first is its busiest."""
    name, talk = _QUEUES[team][n]
    weights = [1 / (place + 1.5) for place in range(many)]
    return Queue(
        id=queue,
        name=name,
        team=team,
        strategy="ring_all" if n % 2 else "one_by_one",
        share=weights[n] / sum(weights),
        talk=talk,
        seconds=30 if n == 2 else 20,
        patience=180.0 + 30.0 * n,
        overflow=overflow,
        line=f"000800{queue}",
    )


def _agents(
    rng: Random, count: int, teams: tuple[Team, ...], queues: dict[str, Queue], chat_queues: tuple[str, ...]
) -> dict[str, Agent]:
    """Dealt out to the teams in turn. Most know all their team's queues, some one of the next team's."""
    found = {}
    for place, (login, name) in enumerate(people.colleagues(rng, count)):
        row, seat = place % len(teams), place // len(teams)
        own = [queue.id for queue in queues.values() if queue.team == teams[row].id]
        if len(own) > 2 and seat % 4 == 3:
            own.remove(rng.choice(own[1:]))
        if seat % 3 == 1:
            neighbour = teams[(row + 1) % len(teams)].id
            own += [queue.id for queue in queues.values() if queue.team == neighbour][:1]
        found[login] = Agent(
            login=login,
            name=name,
            team=teams[row].id,
            number=str(800 + place),
            queues=tuple(dict.fromkeys(own)),
            chat_queues=(chat_queues[row % len(chat_queues)],) if seat % 3 == 0 else (),
        )
    return found


def _campaigns(teams: tuple[Team, ...], count: int) -> dict[str, Campaign]:
    return {
        f"{n + 1:05d}": Campaign(f"{n + 1:05d}", name, mode, teams[n % len(teams)].id, f"00012397{n:02d}")
        for n, (name, mode) in enumerate(_CAMPAIGNS[:count])
    }
