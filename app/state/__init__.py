"""WHAT IS TRUE: agents, calls, chats, campaigns and tickets, as the events say.

A thing is what its events say, in whatever order they came: it keeps its few events sorted, and is the
fold of them (`timeline.py`). Nouns do not import each other; only `apply.py` knows that a call touches a
queue and an agent. Nothing here waits, logs or asks the time.
"""
