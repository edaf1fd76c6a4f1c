"""The state document: what a role sees of a board, its rows and figures, and the difference of two documents.

This package never awaits, logs or reads the clock, and never changes the state.
"""
