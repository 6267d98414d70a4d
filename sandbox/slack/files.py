"""Uploaded files: first a promise with its own URL, then bytes, then a share in a channel."""

import base64
import mimetypes

from sandbox.slack.documents import Documents
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import Json
from sandbox.slack.stamps import identity, secret


class Files:
    """Files in Slack's shape; content and upload state stay under keys with an underscore."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._files: dict[str, Json] = documents.load("file")
        self._uploads: dict[str, str] = {}

    def promise(self, name: str, length: int) -> tuple[str, str]:
        """Make room for a file.

        Returns:
            The file's id, and the secret in the URL that takes its bytes.
        """
        file_id, ticket = identity("F"), secret()
        mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._files[file_id] = {
            "id": file_id,
            "name": name,
            "title": name,
            "mimetype": mimetype,
            "filetype": name.rpartition(".")[2],
            "size": length,
            "_content": "",
            "_state": "promised",
        }
        self._uploads[ticket] = file_id
        return file_id, ticket

    def upload(self, ticket: str, content: bytes) -> bool:
        """Take the bytes; False when there is no such upload or the length differs."""
        file = self._files.get(self._uploads.pop(ticket, ""))
        if file is None or file["size"] != len(content):
            return False
        file["_content"] = base64.b64encode(content).decode()
        file["_state"] = "uploaded"
        return True

    def complete(self, file_id: str, title: str) -> Json:
        """Make an uploaded file a real one, once.

        Raises:
            SlackError: Its bytes have not come, or it is complete already.
        """
        file = self._files.get(file_id)
        if file is None or file["_state"] != "uploaded":
            raise SlackError("file_not_found")
        file["_state"] = "complete"
        file["title"] = title or file["name"]
        self._documents.put("file", file_id, file)
        return file

    def find(self, file_id: str) -> Json | None:
        """A complete file by its id."""
        file = self._files.get(file_id)
        return file if file and file["_state"] == "complete" else None

    def all(self) -> list[Json]:
        """Every complete file, with its content."""
        return [file for file in self._files.values() if file["_state"] == "complete"]

    def clear(self) -> None:
        """Forget every file."""
        self._files.clear()
        self._uploads.clear()


def content(file: Json) -> bytes:
    """A file's bytes."""
    return base64.b64decode(file["_content"])
