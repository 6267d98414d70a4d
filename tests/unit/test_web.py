"""The bot's own HTTP server: what is let through to Bolt, and what is not."""

import json
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot import front, web
from bot.domain.errors import SettingsError
from bot.settings import Settings
from tests.logs import logging_as

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BODY = "command=%2Forder-numbers&text=Cary+NC+2&user_id=U1&trigger_id=1.2.a"
JSON = {"Content-Type": "application/json"}
ODD_JSON = [
    "{",
    "[1]",
    "5",
    "null",
    '"text"',
    '{"authorizations": 5}',
    '{"authorizations": {"a": 1}}',
    '{"enterprise": 5}',
    "[" * 100_000,
]


class Ready:
    """Says what is wrong, or nothing."""

    def __init__(self) -> None:
        self.trouble = ""

    async def __call__(self) -> str:
        return self.trouble


@asynccontextmanager
async def serving(*, over_http: bool, ready: Ready) -> AsyncGenerator["Client"]:
    heard: list[str] = []
    app = web.web_app(_bolt(heard) if over_http else None, SECRET, ready)
    async with TestClient(TestServer(app)) as client:
        yield Client(client, heard)


def _bolt(heard: list[str]) -> AsyncApp:
    settings = Settings(
        mode="http",
        slack_bot_token=SecretStr("xoxb-made-up"),
        slack_signing_secret=SecretStr(SECRET),
        approval_channel="C0APPROVAL",
    )
    identity = AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="x", bot_user_id="UBOT")
    bolt = front.bolt_app(settings, None, identity)  # pyright: ignore[reportArgumentType] - no call goes out

    async def hear(ack: AsyncAck, command: dict[str, str]) -> None:
        heard.append(command["text"])
        await ack("heard")

    bolt.command("/order-numbers")(hear)
    return bolt


class Client:
    """Sends as Slack does."""

    def __init__(self, client: TestClient[Any, Any], heard: list[str]) -> None:
        self.http = client
        self.heard = heard

    async def post(self, body: str | bytes = BODY, **headers: str) -> tuple[int, str]:
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {**signed(body), **changed}
        async with self.http.post("/slack/events", data=body, headers=sent) as answer:
            return answer.status, await answer.text()


def signed(body: str | bytes) -> dict[str, str]:
    timestamp = str(int(time.time()))
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=text)
    assert signature is not None
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature,
    }


@pytest.fixture
def ready() -> Ready:
    return Ready()


@pytest.fixture
async def slack(ready: Ready) -> AsyncGenerator[Client]:
    async with serving(over_http=True, ready=ready) as client:
        yield client


async def test_what_slack_signed_is_heard(slack: Client) -> None:
    status, text = await slack.post()

    assert (status, json.loads(text)["text"] if text.startswith("{") else text) == (200, "heard")
    assert slack.heard == ["Cary NC 2"]


@pytest.mark.parametrize(
    "timestamp",
    ["", "soon", "1e9", "-5", "²", "١٢٣", "9" * 5000, "1784000000.5"],
    ids=lambda value: value[:12],
)
async def test_a_timestamp_that_is_no_number_is_not_signed(slack: Client, timestamp: str) -> None:
    status, _ = await slack.post(X_Slack_Request_Timestamp=timestamp)

    assert status == 401
    assert slack.heard == []


@pytest.mark.parametrize("signature", ["", "v0=", "v0=é", "v1=" + "0" * 64, "v0=" + "0" * 64])
async def test_a_signature_that_is_none_is_refused(slack: Client, signature: str) -> None:
    status, _ = await slack.post(X_Slack_Signature=signature)

    assert status == 401
    assert slack.heard == []


async def test_a_request_without_any_header_of_slack_is_refused(slack: Client) -> None:
    async with slack.http.post("/slack/events", data=BODY) as answer:
        assert answer.status == 401


async def test_a_body_over_the_limit_is_refused_unread(slack: Client) -> None:
    status, _ = await slack.post("text=" + "a" * web.MAX_BODY)

    assert status == 413
    assert slack.heard == []


@pytest.mark.parametrize("body", ODD_JSON, ids=lambda body: body[:20])
async def test_a_body_that_bolt_cannot_parse_is_a_bad_request(slack: Client, body: str) -> None:
    with logging_as("json") as log:
        as_json, _ = await slack.post(body, Content_Type="application/json")
        in_a_form, _ = await slack.post(f"payload={body}")

    assert {as_json, in_a_form} == {400}
    assert "Traceback" not in log.getvalue()


async def test_a_body_that_is_no_text_was_not_signed_by_slack(slack: Client) -> None:
    status, _ = await slack.post(b"text=\xff\xfe")

    assert status == 401


@pytest.mark.parametrize("text", ["payload", "Cary NC 2 for the payload team", "%F0%9F%8E%89"])
async def test_a_command_about_a_payload_is_not_lost(slack: Client, text: str) -> None:
    status, _ = await slack.post(f"command=%2Forder-numbers&text={text.replace(' ', '+')}")

    assert status == 200
    assert len(slack.heard) == 1


async def test_a_charset_that_nobody_knows_does_no_harm(slack: Client) -> None:
    form = "application/x-www-form-urlencoded; charset=klingon"

    status, _ = await slack.post(Content_Type=form)

    assert status == 200


@pytest.mark.parametrize("name", ["X-Slack-Bolt-Lazy-Only", "x-slack-bolt-lazy-function-name"])
async def test_a_header_that_bolt_would_obey_is_taken_off(slack: Client, name: str) -> None:
    status, _ = await slack.post(**{name: "1"})

    assert status == 200
    assert slack.heard == ["Cary NC 2"]


async def test_health_is_200_when_nothing_is_wrong(slack: Client) -> None:
    async with slack.http.get("/healthz") as answer:
        assert (answer.status, await answer.text()) == (200, "ok")


async def test_health_is_503_with_what_is_wrong(slack: Client, ready: Ready) -> None:
    ready.trouble = "no connection to Slack"

    async with slack.http.get("/healthz") as answer:
        assert (answer.status, await answer.text()) == (503, "no connection to Slack")


@pytest.mark.parametrize("path", ["/", "/slack", "/slack/events/x", "/metrics", "/../etc/passwd"])
async def test_nothing_else_is_there(slack: Client, path: str) -> None:
    async with slack.http.get(path) as answer:
        assert answer.status == 404


async def test_events_are_posted_and_not_got(slack: Client) -> None:
    async with slack.http.get("/slack/events") as answer:
        assert answer.status == 405


async def test_in_socket_mode_nobody_can_post_events(ready: Ready) -> None:
    async with serving(over_http=False, ready=ready) as slack:
        status, _ = await slack.post()

        assert status == 404
        async with slack.http.get("/healthz") as answer:
            assert answer.status == 200


async def test_the_server_listens_until_it_is_cleaned_up(ready: Ready) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    runner = await web.start(web.web_app(None, SECRET, ready), "127.0.0.1", port)
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        pass
    await runner.cleanup()

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


async def test_a_port_that_is_taken_is_said_in_one_sentence(ready: Ready) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(SettingsError) as caught:
            await web.start(web.web_app(None, SECRET, ready), "127.0.0.1", port)

    assert f"127.0.0.1:{port}" in caught.value.user_message
    assert "PORT" in caught.value.user_message
