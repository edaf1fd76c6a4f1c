"""WHAT IS SHOWN: from the state to the state document, per role and board, and the difference of two documents.

Nothing here waits, logs or asks the time; nothing here changes the state.
"""
