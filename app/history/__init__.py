"""The past, read from the journal: one agent's day, one call, the event log."""
