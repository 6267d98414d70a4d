"""Signed HTTP: forms and JSON to the app's request URL, as Slack sends them."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.slack.cast import SIGNING_SECRET
from sandbox.slack.delivery import FAILED, NOT_RUNNING, OK, TIMEOUT, Ack, Envelope
from sandbox.slack.shapes import Json, parse

_OK = 200
_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
_FORM = "application/x-www-form-urlencoded"


class SignedHttp:
    """One request URL for commands, interactions and events."""

    mode = "http"
    connections = 0

    def __init__(self, request_url: str, clock: Callable[[], float]) -> None:
        self._request_url = request_url
        self._clock = clock
        self._session: ClientSession | None = None

    async def start(self) -> None:
        """Open the session; no proxy is ever asked."""
        self._session = ClientSession(trust_env=False)

    async def send(self, envelope: Envelope, deadline_s: float) -> Ack:
        """POST the delivery and read the answer; only 200 counts."""
        if self._session is None:
            return Ack(NOT_RUNNING)
        body, headers = self._signed(envelope)
        limit = ClientTimeout(total=deadline_s)
        started = time.perf_counter()
        try:
            async with self._session.post(
                self._request_url, data=body, headers=headers, timeout=limit
            ) as answer:
                payload = _payload(await answer.text())
                status = OK if answer.status == _OK else FAILED
        except TimeoutError:
            status, payload = TIMEOUT, None
        except ClientError:
            status, payload = FAILED, None
        return Ack(status, payload, round((time.perf_counter() - started) * 1000, 2))

    def _signed(self, envelope: Envelope) -> tuple[bytes, dict[str, str]]:
        body, content_type = _encoded(envelope)
        timestamp = str(int(self._clock()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": _AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(timestamp, body),
        }
        if envelope.retry:
            headers["X-Slack-Retry-Num"] = str(envelope.retry)
            headers["X-Slack-Retry-Reason"] = envelope.retry_reason
        return body, headers

    async def refresh(self) -> None:
        """HTTP has no connection to renew."""

    async def stop(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def signature(timestamp: str, body: bytes) -> str:
    """The `v0` signature of a body sent at this time (Slack, verifying requests)."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(SIGNING_SECRET.encode(), base, hashlib.sha256).hexdigest()


def _encoded(envelope: Envelope) -> tuple[bytes, str]:
    match envelope.kind:
        case "slash_commands":
            return urlencode(envelope.payload).encode(), _FORM
        case "interactive":
            return urlencode({"payload": json.dumps(envelope.payload)}).encode(), _FORM
        case _:
            return json.dumps(envelope.payload).encode(), "application/json"


def _payload(text: str) -> Json | None:
    if not text:
        return None
    body = parse(text)
    return cast("Json", body) if isinstance(body, dict) else {"text": text}
