"""What belongs to a board: a list that it lacks means everything of that kind."""

from collections.abc import Mapping
from typing import Any

from ..config.schema import Board, Settings


def includes(ids: list[str] | None, id_: str) -> bool:
    """Whether one of a board's lists names this id."""
    return ids is None or id_ in ids


def includes_agent(board: Board, login: str, settings: Settings) -> bool:
    """Whether the agent is of one of the board's teams."""
    configured = settings.agents.get(login)
    return board.teams is None or (configured is not None and configured.team in board.teams)


def includes_call(board: Board, row: Mapping[str, Any]) -> bool:
    """Whether a call belongs to a board, by queue or campaign; one in no queue yet belongs to every board."""
    if "campaign" in row:
        return includes(board.campaigns, row["campaign"])
    return "queue" not in row or includes(board.queues, row["queue"])
