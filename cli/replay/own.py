"""A suite of the replay's own: free ports, a folder that goes when it ends, the log's definition among its flows, and
an organisation in which each role of the log has its holder. A suite that runs already is left alone."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from cli.organisation import SEED, import_folder
from cli.replay.definition import CODE, definition_of, definition_text, posts_of
from cli.replay.drive import READER
from cli.replay.play import Players, log_in
from cli.replay.shape import Shape
from cli.suite import Suite
from kit.local.port import free_ports
from kit.local.server import Ports, Servers
from kit.settings import Settings
from services.people.domain.name import login_of

PORTS = 7
OPERATOR = "oskar.adler"
"""The sample organisation's flow administrator, who may read every chain."""


@asynccontextmanager
async def own_suite(shape: Shape) -> AsyncIterator[Players]:
    """The players of a suite that runs until they are done. Raises RuntimeError when it does not come up, Refused when
    the definition is wrong."""
    definition_of(shape)
    with tempfile.TemporaryDirectory(prefix="tas-replay-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        write_flow(folder / "flows", shape)
        holders = write_organisation(folder / "organisation", shape)
        servers = Servers(folder / "servers", Ports(*free_ports(PORTS)))
        suite: Suite | None = None
        try:
            addresses = servers.start()
            told = {"TAS_FLOWS_FOLDER": str(folder / "flows"), "TAS_MONGODB_NAME": "replay"}
            suite = Suite(folder / "suite", addresses, env=told)
            suite.start()
            settings = _settings_of(suite)
            await import_folder(settings, folder / "organisation")
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=200)) as session:
                yield await log_in(session, settings, {**holders, READER: OPERATOR})
        finally:
            if suite is not None:
                suite.stop()
            servers.stop()


def write_flow(folder: Path, shape: Shape) -> None:
    """The definition as the approval service reads it."""
    folder.mkdir(parents=True)
    (folder / f"{CODE}.toml").write_text(definition_text(shape), encoding="utf-8")


def write_organisation(folder: Path, shape: Shape) -> Mapping[str, str]:
    """The sample organisation and a holder of each role's post; their logins by role."""
    shutil.copytree(SEED, folder)
    names = {role: f"Player {number}" for number, role in enumerate(shape.roles)}
    with (folder / "posts.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{names[role]},{post},\n" for role, post in posts_of(shape).items())
    return {role: login_of(name) for role, name in names.items()}


def _settings_of(suite: Suite) -> Settings:
    told = {name.removeprefix("TAS_").lower(): value for name, value in suite.settings().items()}
    return Settings.model_validate({name: told[name] for name in Settings.model_fields if name in told})
