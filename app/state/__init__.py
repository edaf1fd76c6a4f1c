"""The state: agents, calls, chats, campaigns and tickets, as folds of their events.

An entity is the fold of its events, in whatever order they arrived (`folding.py`). The entities' modules do not import
each other; only the tables (`transitions.py`) and `apply.py` know that a call affects a queue and an agent. `kinds.py`
lists the kinds of entities. This package never awaits, logs or reads the clock.
"""
