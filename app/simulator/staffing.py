"""How many agents a team needs and how many callers it can bear: demand and staff in step.

Square-root staffing (Halfin & Whitt 1981; Gans, Koole & Mandelbaum 2003): an offered load of R erlangs
is served well by R + b * sqrt(R) agents. The wallboard's demo runs it backwards: the agents are given, so
the load follows from them, and with it the rate of calls. Idle moments are filled by campaigns.
"""

import math
from dataclasses import dataclass
from typing import Final

from .centre import Centre
from .curve import Curve

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


@dataclass(frozen=True)
class Staffing:
    """A centre's plan of staff and load along the day's curve."""

    centre: Centre
    curve: Curve

    def wanted(self, team: str, at: float) -> int:
        """How many agents of a team shall be on duty at the instant `at`."""
        load = self._peak_load(team) * self.curve.demand(at)
        on_phones = load + self._safety * math.sqrt(load)
        needed = (on_phones + self._besides(team) * self.curve.demand(at)) / (1 - ON_BREAK)
        crew = self._crew(team)
        return min(max(math.ceil(needed - 0.25), min(3, crew - 1)), crew - 1)

    def calls(self, team: str, at: float) -> float:
        """Calls a second that the team's plan bears at the instant `at`."""
        planned = self._peak_load(team) * self.curve.demand(at) / self._handling(team)
        return max(planned, FEWEST_CALLS / len(self.centre.teams))

    def chats(self, chat_queue: str, at: float) -> float:
        """Chats a second that come to a chat queue at the instant `at`."""
        return self._chats(chat_queue) * self.curve.demand(at)

    @property
    def _safety(self) -> float:
        return SAFETY if len(self.centre.teams) > 1 else SAFETY_ALONE

    def _crew(self, team: str) -> int:
        return sum(agent.team == team for agent in self.centre.agents.values())

    def _peak_load(self, team: str) -> float:
        """The erlangs that the team bears at the peak: load + b * sqrt(load) = agents on the phone."""
        phones = ON_DUTY * self._crew(team) * (1 - ON_BREAK) - self._besides(team)
        root = (-self._safety + math.sqrt(self._safety**2 + 4 * phones)) / 2
        return root * root

    def _besides(self, team: str) -> float:
        """The team's agents whom chats and campaigns keep from calls at the peak."""
        chats = sum(
            self._chats(chat_queue) / len(self._skilled(chat_queue))
            for agent in self.centre.agents.values()
            if agent.team == team
            for chat_queue in agent.chat_queues
        )
        return AT_A_CHAT * chats + ON_CAMPAIGNS / len(self.centre.teams)

    def _chats(self, chat_queue: str) -> float:
        """Chats a second at the peak: enough for a lively board in the smallest centre too."""
        return max(7.0, 2.0 * len(self._skilled(chat_queue))) / 3600

    def _skilled(self, chat_queue: str) -> list[str]:
        agents = self.centre.agents.values()
        return [agent.login for agent in agents if chat_queue in agent.chat_queues]

    def _handling(self, team: str) -> float:
        own = [queue for queue in self.centre.queues.values() if queue.team == team]
        return BETWEEN_CALLS + sum(queue.share * queue.talk for queue in own)
