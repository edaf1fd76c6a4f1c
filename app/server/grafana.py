"""The Grafana dashboard, made of one table of panels. Every metric that it names is one of `/metrics`."""

from typing import Any, NamedTuple

SOURCE = {"type": "prometheus", "uid": "${source}"}
WIDTH = 24  # of a Grafana row


class Panel(NamedTuple):
    """One panel: its title, the queries with their legends, how it is drawn, its unit and its width."""

    title: str
    queries: tuple[tuple[str, str], ...]
    kind: str = "timeseries"
    unit: str = "short"
    width: int = 8


ROWS: tuple[tuple[int, tuple[Panel, ...]], ...] = (
    (
        4,
        (
            Panel("Ready", (("wallboard_ready", ""),), "stat", width=3),
            Panel("Waiting", (("sum(wallboard_queue_waiting)", ""),), "stat", width=3),
            Panel("Longest wait", (("max(wallboard_queue_oldest_wait_seconds)", ""),), "stat", "s", 3),
            Panel("Talking", (("sum(wallboard_queue_talking)", ""),), "stat", width=3),
            Panel("Agents available", (('wallboard_agents{status="available"}', ""),), "stat", width=3),
            Panel("Chats waiting", (("sum(wallboard_chat_queue_waiting)", ""),), "stat", width=3),
            Panel("Tickets awaiting reply", (("wallboard_tickets_awaiting_reply", ""),), "stat", width=3),
            Panel("Last event", (("time() - wallboard_last_event_timestamp_seconds", ""),), "stat", "s", 3),
        ),
    ),
    (
        8,
        (
            Panel("Waiting by queue", (("wallboard_queue_waiting", "{{queue}}"),)),
            Panel("Longest wait by queue", (("wallboard_queue_oldest_wait_seconds", "{{queue}}"),), unit="s"),
            Panel("Service level by queue", (("wallboard_queue_service_level", "{{queue}}"),), unit="percentunit"),
        ),
    ),
    (
        8,
        (
            Panel("Agents", (('wallboard_agents{status!="logged_in"}', "{{status}}"),)),
            Panel("Calls", (("wallboard_calls", "{{stage}}"),)),
            Panel(
                "The day so far",
                (
                    ("sum(wallboard_queue_entered_today)", "entered"),
                    ("sum(wallboard_queue_answered_today)", "answered"),
                    ("sum(wallboard_queue_abandoned_today)", "abandoned"),
                ),
            ),
        ),
    ),
    (
        8,
        (
            Panel("Events", (("sum by (result) (rate(wallboard_events_total[5m]))", "{{result}}"),), unit="ops"),
            Panel(
                "Answers",
                (("sum by (route, status) (rate(wallboard_requests_total[5m]))", "{{route}} {{status}}"),),
                unit="reqps",
            ),
            Panel(
                "Stored and applied, 99 % within",
                (
                    ("histogram_quantile(0.99, sum by (le) (rate(wallboard_journal_seconds_bucket[5m])))", "kept"),
                    ("histogram_quantile(0.99, sum by (le) (rate(wallboard_apply_seconds_bucket[5m])))", "applied"),
                ),
                unit="s",
            ),
        ),
    ),
    (
        8,
        (
            Panel("Streams", (("wallboard_streams", "watching"),)),
            Panel("Streams cut off", (("increase(wallboard_streams_cut_total[1h])", "{{reason}}"),)),
            Panel(
                "The process",
                (("process_resident_memory_bytes", "memory"),),
                unit="bytes",
            ),
        ),
    ),
    (
        8,
        (
            Panel("Alerts raised", (("wallboard_alerts_raised", "{{level}}"),)),
            Panel(
                "Alerts to recipients",
                (
                    ("increase(wallboard_alerts_total[1h])", "{{result}}"),
                    ("wallboard_alerts_pending", "pending"),
                ),
            ),
            Panel("The journal", (("wallboard_journal_bytes", "bytes"),), unit="bytes"),
        ),
    ),
)


def dashboard() -> dict[str, Any]:
    """The dashboard as Grafana imports it; it asks for the Prometheus to read from."""
    return {
        "title": "Wallboard",
        "uid": "wallboard",
        "tags": ["wallboard"],
        "schemaVersion": 39,
        "version": 1,
        "timezone": "browser",
        "refresh": "10s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {
            "list": [{"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}],
        },
        "panels": _panels(),
    }


def _panels() -> list[dict[str, Any]]:
    panels: list[dict[str, Any]] = []
    top = 0
    for height, row in ROWS:
        left = 0
        for panel in row:
            place = {"x": left, "y": top, "w": panel.width, "h": height}
            panels.append(_panel(panel, len(panels) + 1, place))
            left += panel.width
        top += height
    return panels


def _panel(panel: Panel, number: int, place: dict[str, int]) -> dict[str, Any]:
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + place_), "datasource": SOURCE, "expr": query, "legendFormat": legend}
            for place_, (query, legend) in enumerate(panel.queries)
        ],
    }
