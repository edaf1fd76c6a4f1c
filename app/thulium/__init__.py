"""THULIUM'S REST API: its names, the webhook's registration, and what is true at a warm start.

`parsing.py` reads the answers, `client.py` asks, `survey.py` says field by field what could be read, `registration.py`
registers the webhook, `link.py` keeps a running server's names fresh. Events do not come from here:
`web/handlers/webhook.py`.
"""
