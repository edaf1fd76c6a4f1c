"""The HTTP interface: routes, webhook, stream, pages, and authorization."""
