"""The interface described: OpenAPI and the page made of it."""
