"""What a Socket Mode connection has brought can be counted, and reaches Bolt all the same."""

from pathlib import Path

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.front import SocketMode
from sandbox.slack.cast import APP_TOKEN
from tests.contract.local_slacks import Workspace, until


async def test_every_command_counts_as_brought_and_is_acked(tmp_path: Path) -> None:
    async with Workspace(tmp_path, connected=False) as slack:

        @slack.app.command("/order-numbers")
        async def received(ack: AsyncAck) -> None:
            await ack()

        connection = SocketMode(
            AsyncSocketModeHandler(slack.app, APP_TOKEN, web_client=slack.client)
        )
        await connection.open()
        await until(lambda: slack.slack.connections == 1)
        before = connection.envelopes

        told = await slack.act("command", user="ana", channel="numbers", command="/order-numbers")
        await connection.close()

    assert (before, connection.envelopes, told["status"]) == (0, 1, "ok")
