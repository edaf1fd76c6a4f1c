"""The configuration: its schema, reading the file, errors and warnings by key."""
