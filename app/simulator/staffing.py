"""How many agents a team needs and how many callers it can bear: demand and staff in step.

Square-root staffing (Halfin & Whitt 1981; Gans, Koole & Mandelbaum 2003): an offered load of R erlangs
is served well by R + b * sqrt(R) agents. The wallboard's demo runs it backwards: the agents are given, so
the load follows from them, and with it the rate of calls. Idle moments are filled by campaigns.
"""

import math
from typing import Final

from .center import Centre
from .demand import Curve

SAFETY: Final = 1.05
"""The b above: near 80 % of calls within 20 s for teams of six to ten that help each other out."""
SAFETY_ALONE: Final = 1.3
"""The same for a team that nobody helps."""
FEWEST_CALLS: Final = 15 / 3600
"""Calls a second that the smallest centre gets in its quietest hour: a board that stands still is no demo."""
ON_DUTY: Final = 0.82
"""Of all agents, those at work at the peak; the others have a day off or another shift."""
ON_BREAK: Final = 0.13
"""Of those on duty, on a break, in training or at paperwork."""
AT_A_CHAT: Final = 210.0
"""How long (s) a chat keeps an agent from calls; some have two at once."""
ON_CAMPAIGNS: Final = 0.6
"""Agents of the whole centre whom campaigns keep even when it is busy."""
BETWEEN_CALLS: Final = 24.0
"""Ringing, wrap-up and the transfers' share, in seconds a call."""


class Staffing:
    """A centre's plan of staff and load along the day's curve."""

    def __init__(self, centre: Centre, curve: Curve) -> None:
        self.curve = curve
        agents = centre.agents.values()
        self._safety = SAFETY if len(centre.teams) > 1 else SAFETY_ALONE
        self._crew = {team: sum(agent.team == team for agent in agents) for team in centre.teams}
        self._skilled = {queue: sum(queue in agent.chat_queues for agent in agents) for queue in centre.chat_queues}
        self._besides = {team: self._kept_from_calls(centre, team) for team in centre.teams}
        self._load = {team: self._peak_load(team) for team in centre.teams}
        self._handling = {team: _handling(centre, team) for team in centre.teams}

    def wanted(self, team: str, at: float) -> int:
        """How many agents of a team shall be on duty at the instant `at`."""
        demand = self.curve.demand(at)
        load = self._load[team] * demand
        on_phones = load + self._safety * math.sqrt(load)
        needed = (on_phones + self._besides[team] * demand) / (1 - ON_BREAK)
        most = self._crew[team] - 1
        return min(max(math.ceil(needed - 0.25), min(3, most)), most)

    def calls(self, team: str, at: float) -> float:
        """Calls a second that the team's plan bears at the instant `at`."""
        planned = self._load[team] * self.curve.demand(at) / self._handling[team]
        return max(planned, FEWEST_CALLS / len(self._load))

    def chats(self, chat_queue: str, at: float) -> float:
        """Chats a second that come to a chat queue at the instant `at`."""
        return self._chats(chat_queue) * self.curve.demand(at)

    def _chats(self, chat_queue: str) -> float:
        """The same at the peak: enough for a lively board in the smallest centre too."""
        return max(7.0, 2.0 * self._skilled[chat_queue]) / 3600

    def _kept_from_calls(self, centre: Centre, team: str) -> float:
        """The team's agents whom chats and campaigns keep from calls at the peak."""
        members = [agent for agent in centre.agents.values() if agent.team == team]
        chats = sum(self._chats(queue) / self._skilled[queue] for agent in members for queue in agent.chat_queues)
        return AT_A_CHAT * chats + ON_CAMPAIGNS / len(centre.teams)

    def _peak_load(self, team: str) -> float:
        """The erlangs that the team bears at the peak: load + b * sqrt(load) = agents on the phone."""
        phones = ON_DUTY * self._crew[team] * (1 - ON_BREAK) - self._besides[team]
        root = (-self._safety + math.sqrt(self._safety**2 + 4 * phones)) / 2
        return root * root


def _handling(centre: Centre, team: str) -> float:
    """How long (s) a call of the team's queues keeps an agent, on average."""
    own = [queue for queue in centre.queues.values() if queue.team == team]
    return BETWEEN_CALLS + sum(queue.share * queue.talk for queue in own)
