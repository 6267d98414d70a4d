"""A listening socket on 127.0.0.1 that can be closed and opened again on the same port."""

import asyncio
import socket
from asyncio import AbstractServer, Task

from aiohttp import web

HOST = "127.0.0.1"
"""The local carrier is for this machine alone."""

_BACKLOG = 512


class Listener:
    """Serves an application while it is open.

    Args:
        runner: Set up already.
    """

    def __init__(self, runner: web.AppRunner) -> None:
        self._runner = runner
        self._socket: socket.socket | None = None
        self._serving: Task[None] | None = None
        self._server: AbstractServer | None = None
        self.port = 0

    @property
    def is_open(self) -> bool:
        """Whether connections are accepted."""
        return self._socket is not None

    def open(self, port: int) -> None:
        """Listen; connections are accepted from here on, 0 chooses a port.

        Raises:
            OSError: The port is taken.
        """
        self._socket = socket.create_server((HOST, port), backlog=_BACKLOG)
        self.port = self._socket.getsockname()[1]
        self._serving = asyncio.get_running_loop().create_task(self._serve(self._socket))

    def close(self) -> None:
        """Refuse connections and cut those that are open."""
        if self._server is not None:
            self._server.close()
        elif self._socket is not None:
            self._socket.close()
        self._socket = self._server = None
        if self._runner.server is not None:
            for connection in self._runner.server.connections:
                connection.force_close()

    async def settled(self) -> None:
        """Return when the last `open` or `close` has had its full effect."""
        if self._serving is not None:
            await self._serving

    async def _serve(self, listening: socket.socket) -> None:
        if self._socket is not listening or self._runner.server is None:
            return
        # Nothing is awaited between the check and the server's own hold on the socket.
        self._server = await asyncio.get_running_loop().create_server(
            self._runner.server, sock=listening, backlog=_BACKLOG, start_serving=False
        )
        await self._server.start_serving()
