"""HOW IT IS REACHED: routes, the webhook, the stream, the pages, and who may see what."""
