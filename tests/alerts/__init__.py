"""Alerts: when they are raised and over, what goes out together, and what recipients get."""
