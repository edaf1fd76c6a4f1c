"""Files of `wallboard print` for running the wallboard, filled in from the configuration.

Their templates are in `templates/print/`; the dashboard is made in `grafana.py`, the commented configuration in
`config/sample.py`, the manual in `web/manual.py`. The first lines of a file name how it was tried.
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
    """The place where this wallboard runs: its program, its configuration file, its public host name.

    `inside` are the networks that a proxy lets to the pages; without any, everyone may come to them.
    """

    program: Path
    config: Path
    hosts: tuple[str, ...]
    port: int
    site: str
    inside: tuple[str, ...] = ()

    @property
    def upstream(self) -> str:
        """The address at which a proxy on this machine reaches it."""
        if {"0.0.0.0", "::"} & {*self.hosts}:  # noqa: S104 - every address is this machine's too
            return f"127.0.0.1:{self.port}"
        host = next(filter(is_loopback, self.hosts), self.hosts[0])
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"


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
    return template.render(settings=settings, where=where, alarmed=queues, loopback=all(map(is_loopback, where.hosts)))


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
