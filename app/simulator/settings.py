"""The wallboard's configuration for the simulated center: its names, limits and two boards.

A plain dict in the shape of the configuration file, made from the simulator's own plan.
"""

from typing import Any, Final

from . import chance
from .center import Centre, plan

TIMEZONE: Final = "Europe/Warsaw"
"""The time zone of a simulated center's dates, unless another is requested."""

_BOARD_TITLES: Final = {"front": "Sprzedaż i obsługa", "back": "Wsparcie i utrzymanie"}


def configuration(agents: int, seed: int) -> dict[str, Any]:
    """The configuration file for the center of `plan(agents, seed)`, ready for TOML."""
    centre = plan(agents, seed)
    return {
        "timezone": TIMEZONE,
        "agent": {"wrap_up": round(chance.WRAP_UP)},
        "queues": {queue: _queue(centre, queue) for queue in centre.queues},
        "chat_queues": {queue: {"name": name} for queue, name in centre.chat_queues.items()},
        "pauses": {pause.id: {"name": pause.name, "limit": pause.limit} for pause in centre.pauses.values()},
        "agents": {agent.login: {"name": agent.name, "team": agent.team} for agent in centre.agents.values()},
        "boards": _boards(centre),
    }


def nameless_configuration(agents: int, seed: int) -> dict[str, Any]:
    """The same without names: Thulium's REST API has them (`rest.py`), teams by their titles."""
    centre, named = plan(agents, seed), configuration(agents, seed)
    boards = {
        name: {**board, "teams": [centre.teams[team].title for team in board["teams"]]}
        for name, board in named["boards"].items()
    }
    return {
        "timezone": named["timezone"],
        "agent": named["agent"],
        "queues": {
            id_: {key: value for key, value in queue.items() if key != "name"} for id_, queue in named["queues"].items()
        },
        "pauses": {id_: {"limit": pause["limit"]} for id_, pause in named["pauses"].items()},
        "boards": boards,
    }


def _queue(centre: Centre, queue_id: str) -> dict[str, Any]:
    """Limits that a busy quarter hour exceeds and a calm one does not: higher for more calls."""
    queue = centre.queues[queue_id]
    crew = sum(queue_id in agent.queues for agent in centre.agents.values())
    many = 2 + round(crew * queue.share / 6)
    return {
        "name": queue.name,
        "seconds": queue.seconds,
        "warn": {"waiting": many, "longest_wait": 45},
        "alarm": {"waiting": many + 2, "longest_wait": 100},
    }


def _boards(centre: Centre) -> dict[str, dict[str, Any]]:
    """The center split in two boards, by teams; a center of one team by its queues."""
    teams = list(centre.teams)
    if len(teams) == 1:
        queues = list(centre.queues)
        half = (len(queues) + 1) // 2
        return {
            "front": _board(centre, "front", queues[:half], teams),
            "back": _board(centre, "back", queues[half:], teams),
        }
    half = (len(teams) + 1) // 2
    return {
        name: _board(centre, name, [q.id for q in centre.queues.values() if q.team in some], some)
        for name, some in (("front", teams[:half]), ("back", teams[half:]))
    }


def _board(centre: Centre, name: str, queues: list[str], teams: list[str]) -> dict[str, Any]:
    members = [agent for agent in centre.agents.values() if agent.team in teams]
    return {
        "title": _BOARD_TITLES[name],
        "queues": queues,
        "chat_queues": sorted({chat for agent in members for chat in agent.chat_queues}),
        "campaigns": [campaign.id for campaign in centre.campaigns.values() if campaign.team in teams],
        "teams": teams,
    }
