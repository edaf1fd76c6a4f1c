"""What belongs to a board: a list that it lacks means everything of that kind."""

from ..config.schema import Board, Settings


def includes(ids: list[str] | None, id_: str) -> bool:
    """Whether one of a board's lists names this id."""
    return ids is None or id_ in ids


def includes_agent(board: Board, login: str, settings: Settings) -> bool:
    """Whether the agent is of one of the board's teams."""
    configured = settings.agents.get(login)
    return board.teams is None or (configured is not None and configured.team in board.teams)
