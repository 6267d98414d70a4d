"""Bring a database to this version's tables; Alembic is loaded only when it is not there yet."""

import asyncio
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, text

from bot.domain.errors import SettingsError

REVISIONS = ("0001",)  # Oldest first; as in migrations/versions.
HEAD = REVISIONS[-1]
_SCRIPTS = Path(__file__).parent / "migrations"
_REVISION = text("SELECT version_num FROM alembic_version")


async def migrate_engine(engine: Engine) -> None:
    """Bring the database to the head; two processes may do so at once.

    Raises:
        SettingsError: The database belongs to a newer version.
    """
    await asyncio.to_thread(_migrate, engine)


def revision(engine: Engine) -> str | None:
    """The database's revision; None while it is empty."""
    with engine.connect() as connection:
        return _revision_of(connection)


def _revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(_REVISION).scalar_one_or_none()


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:
        found = _revision_of(connection)
        if found == HEAD:
            return
        if found is not None and found not in REVISIONS:
            raise SettingsError(_too_new(engine.url, found))
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    # Importing Alembic takes longer than the rest of a start.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_SCRIPTS))
    command.upgrade(config, "head")


def _too_new(url: URL, found: str) -> str:
    return (
        f"The database {url.render_as_string()} has revision {found}, and this version of "
        f"order-numbers knows it only up to {HEAD}. Install the newer version again."
    )
