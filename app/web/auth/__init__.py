"""Authorization: keys and roles, the webhook's credentials, the throttle, cross-site requests."""
