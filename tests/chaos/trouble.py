"""What goes wrong: lost answers, slow answers, refused calls, and processes that die or freeze."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.chaos.points import FROZEN_S, Fate, Trap
from tests.chaos.rig import Replica, Rig

_TICK_S = 0.25
# A tick's chance of one more fault; each strikes one call.
_CHANCES: Mapping[str, float] = {"purchase": 0.08, "carrier": 0.12, "slack": 0.35, "way": 0.15}
_PURCHASE = (
    "timeout_after_commit",
    "timeout_before_commit",
    "drop_after_commit",
    "error_500_after_commit",
    "error_500_before",
    "allocator_timeout_503",
    "malformed_body",
    "rate_limited_429",
    "slow",
)
# What can become of an order that was accepted, and how it is found again.
_LATER = ("backordered", "slow_order", "failed_5005")
_LOOKS = {
    "catapult": ("list", "get", "update"),
    "bandwidth": ("token", "order_status", "find_order"),
}
_CARRIER = ("rate_limited_429", "error_500_before", "slow", "timeout_before_commit")
_SLACK = ("rate_limited_429", "error_500", "drop_after_effect")
_METHODS = (
    "chat.postMessage",
    "chat.update",
    "conversations.history",
    "conversations.replies",
    "users.info",
    "usergroups.users.list",
)
_WAY = ("duplicate_delivery", "socket_refresh", "drop_after_effect")


@dataclass(frozen=True, slots=True)
class Faults:
    """Adds one fault after another at Slack and at the carrier."""

    rig: Rig
    rng: Random
    carrier: str

    async def add_on(self, stop: asyncio.Event) -> None:
        """Go on until told to stop."""
        while not stop.is_set():
            for kind, chance in _CHANCES.items():
                if self.rng.random() < chance:
                    await self.rig.control.act("faults", **self._fault(kind))
            await asyncio.sleep(_TICK_S)

    def _fault(self, kind: str) -> dict[str, str]:
        choose = self.rng.choice
        match kind:
            case "purchase":
                later = _LATER if self.carrier == "bandwidth" else ()
                call = choose(("order", "order", "order", "allocate"))
                return {"target": "carrier", "call": call, "kind": choose((*_PURCHASE, *later))}
            case "carrier":
                call = choose(("search", *_LOOKS[self.carrier]))
                return {"target": "carrier", "call": call, "kind": choose(_CARRIER)}
            case "slack":
                return {"target": "slack", "call": choose(_METHODS), "kind": choose(_SLACK)}
            case _:
                call = choose(("command", "click"))
                return {"target": "slack", "call": call, "kind": choose(_WAY)}


@dataclass(slots=True)
class Deaths:
    """Kills replicas, and restarts whatever else the campaign lets go.

    Attributes:
        others: What else is done, by the number of the kill after which it is.
        kills: How many processes died so far.
    """

    rig: Rig
    rng: Random
    others: Mapping[int, Sequence[Callable[[], Awaitable[None]]]]
    kills: int = 0
    _traps: dict[Replica, Trap | None] = field(default_factory=dict[Replica, Trap | None])

    async def kill(self, times: int) -> None:
        """Let a replica die so often, each time at once followed by its successor."""
        while self.kills < times:
            replica = self.rng.choice(self.rig.replicas)
            await self._wait_for_a_moment(replica)
            await replica.kill()
            self.kills += 1
            trap = self._traps[replica] = self._next_trap()
            await replica.start(*([trap] if trap else []))
            for other in self.others.get(self.kills, ()):
                await other()

    async def _wait_for_a_moment(self, replica: Replica) -> None:
        """Some die while they start, most at work; a trap gets its time, a frozen one wakes up."""
        if self.rng.random() < 0.1:
            await asyncio.sleep(self.rng.uniform(0.1, 1.0))
            return
        await self.rig.ready([replica])
        trap = self._traps.get(replica)
        patience_s = self.rng.uniform(0.1, 5.0)
        if trap is not None:
            patience_s = 6.0 if trap.fate is Fate.DIE else 2 * FROZEN_S
        await replica.died(patience_s)

    def _next_trap(self) -> Trap | None:
        """Half of them die by kill -9 from outside, the others at a point of their own."""
        roll = self.rng.random()
        if roll < 0.06:
            at = self.rng.choice(("after:*/_intend", "before:carrier.buy"))
            return Trap(at, self.rng.randint(1, 3), Fate.FREEZE)
        if roll < 0.25:
            at = self.rng.choice(
                ("*:carrier.buy", "*Fulfilling.*", "*:carrier.look_up", "*Following.*")
            )
            return Trap(at, self.rng.randint(1, 6))
        if roll < 0.5:
            return Trap("*", self.rng.randint(1, 400))
        return None
