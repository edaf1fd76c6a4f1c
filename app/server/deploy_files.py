"""What `wallboard print` gives: files for whoever runs the wallboard, filled in from the configuration at hand.

The files lie in `templates/print/`; the dashboard is made in `dashboard.py`, the commented configuration in
`config/sample.py`, the manual in `web/manual.py`. Which of them were tried, and with what, stands in their first
lines.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import jinja2

from ..config.hosts import is_loopback
from ..config.sample import sample
from ..config.schema import Settings
from ..web import manual
from ..web.assets import asset_folder
from . import grafana

FILES = {
    "systemd": "wallboard.service",
    "container": "Containerfile",
    "nginx": "nginx.conf",
    "caddy": "Caddyfile",
    "apache": "apache.conf",
    "alerts": "alerts.yml",
}
PRINTABLE = ("config", *FILES, "grafana", "manual")


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """Where this wallboard is run: its program, its configuration's file, the name the world knows it by."""

    program: Path
    config: Path
    host: str
    port: int
    site: str

    @property
    def upstream(self) -> str:
        """The address at which a proxy on this machine reaches it."""
        if self.host in {"0.0.0.0", "::"}:  # noqa: S104 - every address is this machine's too
            return f"127.0.0.1:{self.port}"
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def deploy_file(what: str, settings: Settings, where: Deployment, language: str, page: str | None = None) -> str:
    """The text of one of `WHAT`; of the manual all pages, or one."""
    if what == "config":
        return sample(settings)
    if what == "grafana":
        return json.dumps(grafana.dashboard(), indent=2) + "\n"
    if what == "manual":
        return manual.single(page, language) if page else manual.whole(language)
    template = _environment().get_template(FILES[what])
    queues = [(id_, queue, queue.alarm) for id_, queue in settings.queues.items() if queue.alarm]
    return template.render(settings=settings, where=where, alarmed=queues, loopback=is_loopback(where.host))


def _environment() -> jinja2.Environment:
    """Templates for files that have braces and percent signs of their own."""
    return jinja2.Environment(  # noqa: S701 - no HTML
        loader=jinja2.FileSystemLoader(asset_folder("templates") / "print"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
    )
