"""One SQLite file that holds JSON documents by kind and id."""

import json
import sqlite3
from pathlib import Path
from typing import cast

from sandbox.slack.shapes import Json


class Documents:
    """The workspace on disk.

    Each write is its own transaction without a sync to disk: it outlives the process,
    and a power cut may cost the last moments of a practice workspace.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS documents"
            " (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID"
        )

    def load(self, kind: str) -> dict[str, Json]:
        """All documents of one kind, in the order of their ids."""
        rows = self._connection.execute(
            "SELECT id, body FROM documents WHERE kind = ? ORDER BY id", (kind,)
        )
        return {identity: cast("Json", json.loads(body)) for identity, body in rows}

    def put(self, kind: str, identity: str, body: Json) -> None:
        """Write one document, over the one that is there."""
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?)"
            " ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
            (kind, identity, json.dumps(body)),
        )

    def drop(self, kind: str, identity: str) -> None:
        """Remove one document, if it is there."""
        self._connection.execute(
            "DELETE FROM documents WHERE kind = ? AND id = ?", (kind, identity)
        )

    def clear(self) -> None:
        """Remove everything."""
        self._connection.execute("DELETE FROM documents")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
