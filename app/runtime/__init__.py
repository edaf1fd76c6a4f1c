"""The moving parts: the one writer, the publisher, and the hub of subscribers. No HTTP here."""
