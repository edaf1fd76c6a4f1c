"""What the journal still holds of the past: one agent's day, one call, the event log."""
