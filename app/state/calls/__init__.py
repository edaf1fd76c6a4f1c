"""Calls: the entity, its steps by event, callbacks."""
