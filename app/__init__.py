"""A real-time wallboard for call centres that run on Thulium."""
