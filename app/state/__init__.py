"""The state: agents, calls, chats, campaigns and tickets, as the events say.

An entity is the fold of its events, in whatever order they came (`folding.py`). The nouns do not import each other;
only the table (`transitions.py`) and `apply.py` know that a call touches a queue and an agent. `kinds.py` lists the
kinds of entities. Nothing here waits, logs or asks the time.
"""
