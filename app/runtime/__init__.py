"""WHAT MOVES: the one writer, the publisher, and the hub of those who watch. No HTTP here."""
