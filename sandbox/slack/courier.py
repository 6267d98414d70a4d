"""Carries what people do to the bot: with the deadline, the faults and the record of it."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, replace

from sandbox.slack.cast import APP_ID, BOT_USER_ID, TEAM_ID
from sandbox.slack.delivery import NOT_RUNNING, OK, TIMEOUT, Ack, Delivery, Envelope
from sandbox.slack.shapes import Json
from sandbox.slack.stamps import identity
from sandbox.slack.workspace import Workspace

# What Slack writes into `X-Slack-Retry-Reason`, by what happened to the try before.
_REASONS = {TIMEOUT: "http_timeout", NOT_RUNNING: "connection_failed"}


@dataclass(frozen=True, slots=True)
class Timing:
    """How patient this Slack is.

    Attributes:
        ack_s: Within how many seconds the bot must answer.
        slow_s: How long a method takes under the fault `slow`; a delivery takes half of it.
        retries_s: Before each redelivery of an event, how long to wait.
            The defaults are those of Slack's Events API guide.
    """

    ack_s: float = 3.0
    slow_s: float = 3.0
    retries_s: tuple[float, ...] = (0.0, 60.0, 300.0)


class Courier:
    """The way from a person's act to the bot's answer."""

    def __init__(self, workspace: Workspace, delivery: Delivery, timing: Timing) -> None:
        self.workspace = workspace
        self.delivery = delivery
        self.timing = timing
        self._tasks: set[asyncio.Task[None]] = set()

    async def deliver(self, call: str, name: str, envelope: Envelope) -> Ack:
        """Deliver once and write it down.

        Args:
            call: The kind of act, as faults name it.
            name: What the journal calls it.
            envelope: What the bot gets.
        """
        fault = self.workspace.faults.strike(call)
        if fault == "duplicate_delivery":
            ack, _ = await asyncio.gather(self._once(name, envelope), self._once(name, envelope))
            return ack
        if fault == "socket_refresh":
            ack, _ = await asyncio.gather(self._once(name, envelope), self._refresh())
            return ack
        if fault == "slow":
            return await self._late(name, envelope)
        ack = await self._once(name, envelope)
        return replace(ack, status=TIMEOUT) if fault == "drop_after_effect" else ack

    async def _refresh(self) -> None:
        await asyncio.sleep(0)
        await self.delivery.refresh()

    async def _late(self, name: str, envelope: Envelope) -> Ack:
        on_the_way = self.timing.slow_s / 2
        await asyncio.sleep(on_the_way)
        ack = await self._once(name, envelope, self.timing.ack_s - on_the_way)
        return replace(ack, latency_ms=ack.latency_ms + on_the_way * 1000)

    async def _once(self, name: str, envelope: Envelope, deadline_s: float | None = None) -> Ack:
        ack = await self.delivery.send(envelope, deadline_s or self.timing.ack_s)
        self.workspace.journal.add(
            {
                "direction": "slack→bot",
                "name": name,
                "request": envelope.payload,
                "response": ack.payload,
                "status": ack.status,
                "ms": ack.latency_ms,
            }
        )
        return ack

    async def send_event(self, event: Json) -> Ack:
        """Deliver an event; what is not acked comes again later by itself."""
        envelope = Envelope("events_api", self._event_payload(event))
        ack = await self._send_event(envelope)
        if ack.status != OK:
            self.spawn(self._again(envelope, ack))
        return ack

    def publish(self, event: Json) -> None:
        """Deliver an event, if the app subscribes to it, and wait for nothing."""
        if self.subscribed(event):
            self.spawn(self._publish(event))

    async def _publish(self, event: Json) -> None:
        await self.send_event(event)

    def subscribed(self, event: Json) -> bool:
        """Whether the manifest asks for this event."""
        kinds = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
        name = event["type"]
        if name == "message":
            name = kinds[event["channel_type"]]
        return name in self.workspace.manifest.events

    async def _send_event(self, envelope: Envelope) -> Ack:
        kind = "home" if envelope.payload["event"]["type"] == "app_home_opened" else "event"
        return await self.deliver(kind, f"event {envelope.payload['event']['type']}", envelope)

    async def _again(self, envelope: Envelope, ack: Ack) -> None:
        for retry, pause_s in enumerate(self.timing.retries_s, start=1):
            await asyncio.sleep(pause_s)
            reason = _REASONS.get(ack.status, "http_error")
            ack = await self._send_event(replace(envelope, retry=retry, retry_reason=reason))
            if ack.status == OK:
                return

    def _event_payload(self, event: Json) -> Json:
        authorization: Json = {
            "enterprise_id": None,
            "team_id": TEAM_ID,
            "user_id": BOT_USER_ID,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "verification",
            "team_id": TEAM_ID,
            "api_app_id": APP_ID,
            "event": {**event, "event_ts": f"{self.workspace.clock():.6f}"},
            "type": "event_callback",
            "event_id": identity("Ev"),
            "event_time": int(self.workspace.clock()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
        }

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        """Do something beside; it ends with the courier."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Give up what still waits to be delivered again."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
