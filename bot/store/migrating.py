"""Bring a database to this version's tables; Alembic is loaded only when it is not there yet."""

from pathlib import Path

from sqlalchemy import URL, Connection, inspect, text

from bot.domain.errors import SettingsError
from bot.store.locks import Gate, alone

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
)  # Oldest first; as in migrations/versions.
HEAD = REVISIONS[-1]
_SCRIPTS = Path(__file__).parent / "migrations"
_REVISION = text("SELECT version_num FROM alembic_version")


def migrate_within(connection: Connection) -> None:
    """Bring the database to the head; processes that do so at once wait for each other.

    Raises:
        SettingsError: The database belongs to a newer version.
    """
    alone(connection, Gate.MIGRATION)
    found = revision_of(connection)
    if found == HEAD:
        return
    if found is not None and found not in REVISIONS:
        raise SettingsError(_too_new(connection.engine.url, found))
    upgrade(connection, HEAD)


def revision_of(connection: Connection) -> str | None:
    """The database's revision; None while it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(_REVISION).scalar_one_or_none()


def upgrade(connection: Connection, to: str) -> None:
    """Bring the database to a revision, from whichever earlier one it has."""
    # Importing Alembic takes longer than the rest of a start.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_SCRIPTS))
    command.upgrade(config, to)


def _too_new(url: URL, found: str) -> str:
    return (
        f"The database {url.render_as_string()} has revision {found}, and this version of "
        f"order-numbers knows it only up to {HEAD}. Install the newer version again."
    )
