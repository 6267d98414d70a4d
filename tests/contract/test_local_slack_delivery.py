import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qs

import pytest
from aiohttp import ClientWebSocketResponse, WSServerHandshakeError, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from sandbox.slack import cast
from sandbox.slack.delivery import Envelope
from sandbox.slack.signed_http import SignedHttp, signature
from tests.contract.local_slacks import HASTY, Workspace, until

Next: TypeAlias = Callable[[], Awaitable[BoltResponse]]
VERIFIER = SignatureVerifier(cast.SIGNING_SECRET)


class Receiver:
    """An app of another make: it keeps every request as it came."""

    def __init__(self, statuses: list[int]) -> None:
        self.requests: list[tuple[dict[str, str], str]] = []
        self._statuses = statuses

    async def serve(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.text()))
        status = self._statuses.pop(0) if self._statuses else 200
        return web.Response(status=status, text="Fine" if status == 200 else "")


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    received = Receiver([])
    app = web.Application()
    app.router.add_post("/slack/events", received.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield received, f"http://{host}:{port}/slack/events"
    await runner.cleanup()


def test_the_signature_is_the_one_that_slack_publishes_a_check_for() -> None:
    ours = signature("1800000000", b"text=Cary")

    assert ours == VERIFIER.generate_signature(timestamp="1800000000", body="text=Cary")


@pytest.mark.parametrize("kind", ["slash_commands", "interactive", "events_api"])
async def test_every_http_delivery_is_rightly_signed(
    receiver: tuple[Receiver, str], kind: str
) -> None:
    received, url = receiver
    http = SignedHttp(url, lambda: 1_800_000_000.0)
    await http.start()

    ack = await http.send(Envelope(kind, {"text": "Cary & co", "event": 1}), 5.0)
    await http.stop()

    headers, body = received.requests[0]
    stamp, sent = headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"]
    assert sent == VERIFIER.generate_signature(timestamp=stamp, body=body)
    assert ack.payload == {"text": "Fine"}
    assert _decoded(kind, body)["text"] == "Cary & co"


async def test_a_redelivery_carries_its_number_and_reason(receiver: tuple[Receiver, str]) -> None:
    received, url = receiver
    http = SignedHttp(url, lambda: 1_800_000_000.0)
    await http.start()

    await http.send(Envelope("events_api", {}, retry=2, retry_reason="http_timeout"), 5.0)
    await http.stop()

    headers, _ = received.requests[0]
    assert headers["X-Slack-Retry-Num"] == "2"
    assert headers["X-Slack-Retry-Reason"] == "http_timeout"


async def test_an_app_that_is_not_there_fails_the_dispatch() -> None:
    http = SignedHttp("http://127.0.0.1:9/slack/events", lambda: 1_800_000_000.0)
    await http.start()

    ack = await http.send(Envelope("slash_commands", {}), 5.0)
    await http.stop()

    assert ack.status == "dispatch_failed"


async def test_each_envelope_goes_to_one_of_two_connections(tmp_path: Path) -> None:
    got: list[str] = []
    async with Workspace(tmp_path) as slack:

        @slack.app.command("/order-numbers")
        async def received(ack: AsyncAck, command: dict[str, Any]) -> None:
            got.append(command["text"])
            await ack()

        second = AsyncSocketModeHandler(slack.app, cast.APP_TOKEN, web_client=slack.client)
        await second.connect_async()
        await until(lambda: slack.slack.connections == 2)
        for n in range(6):
            await slack.act(
                "command", user="ana", channel="numbers", command="/order-numbers", text=str(n)
            )
        await second.close_async()
        await until(lambda: slack.slack.connections == 1)

    assert got == [str(n) for n in range(6)]


async def test_a_connection_url_works_once_and_says_hello(tmp_path: Path) -> None:
    async with Workspace(tmp_path, connected=False) as slack:
        url = await _connection_url(slack)

        async with slack.session.ws_connect(url) as socket:
            hello = await socket.receive_json()
            state = await slack.look("state")
        with pytest.raises(WSServerHandshakeError):
            await slack.session.ws_connect(url)

    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert (state["delivery"], state["connections"]) == ("socket", 1)


async def test_an_eleventh_connection_is_one_too_many(tmp_path: Path) -> None:
    async with Workspace(tmp_path, connected=False) as slack:
        sockets: list[ClientWebSocketResponse] = []
        for _ in range(10):
            url = await _connection_url(slack)
            sockets.append(await slack.session.ws_connect(url))
        await until(lambda: slack.slack.connections == 10)

        headers = {"Authorization": f"Bearer {cast.APP_TOKEN}"}
        async with slack.session.post(
            f"{slack.url}/api/apps.connections.open", headers=headers
        ) as answer:
            body = await answer.json()
        for socket in sockets:
            await socket.close()

    assert body["error"] == "too_many_websockets"


async def test_an_event_that_is_not_acked_comes_again_with_its_number(tmp_path: Path) -> None:
    got: list[tuple[str, str, str]] = []
    async with Workspace(tmp_path, timing=HASTY) as slack:

        @slack.app.middleware
        async def fail_twice(req: AsyncBoltRequest, next_: Next) -> BoltResponse:
            number, reason = (req.headers[f"x-slack-retry-{key}"][0] for key in ("num", "reason"))
            got.append((str(req.body["event_id"]), number, reason))
            if len(got) < 3:
                raise RuntimeError("not yet")
            return await next_()

        @slack.app.event("channel_archive")
        async def received() -> None:
            pass

        await slack.act("archive", channel="numbers", archived=True)
        await until(lambda: len(got) == 3)

    event_id = got[0][0]
    assert got == [
        (event_id, "0", ""),
        (event_id, "1", "http_timeout"),
        (event_id, "2", "http_timeout"),
    ]


async def test_events_reach_the_bot_only_where_it_is(tmp_path: Path) -> None:
    got: list[dict[str, Any]] = []
    async with Workspace(tmp_path, delivery="http") as slack:

        @slack.app.event("message")
        async def received(event: dict[str, Any]) -> None:
            got.append(event)

        for channel in ("random", "numbers", "@ana"):
            await slack.act("message", user="ana", channel=channel, text=f"in {channel}")
        await until(lambda: len(got) == 2)

    assert sorted(event["text"] for event in got) == ["in @ana", "in numbers"]
    assert {event["channel_type"] for event in got} == {"channel", "im"}


async def test_an_http_app_opens_no_socket(tmp_path: Path) -> None:
    async with Workspace(tmp_path, delivery="http") as slack:
        headers = {"Authorization": f"Bearer {cast.APP_TOKEN}"}
        async with slack.session.post(
            f"{slack.url}/api/apps.connections.open", headers=headers
        ) as answer:
            body = await answer.json()

    assert body["ok"] is False


async def _connection_url(slack: Workspace) -> str:
    headers = {"Authorization": f"Bearer {cast.APP_TOKEN}"}
    async with slack.session.post(
        f"{slack.url}/api/apps.connections.open", headers=headers
    ) as answer:
        return (await answer.json())["url"]


def _decoded(kind: str, body: str) -> dict[str, Any]:
    if kind == "slash_commands":
        return {key: values[0] for key, values in parse_qs(body).items()}
    if kind == "interactive":
        return json.loads(parse_qs(body)["payload"][0])
    return json.loads(body)
