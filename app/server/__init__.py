"""HOW IT IS RUN: a server that listens, its log, its new configuration, and files for whoever operates it."""
