"""Alerts by mail and chat: what raises them, what they say, and how they are delivered, once."""
