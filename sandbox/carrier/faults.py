"""Trouble on request: what goes wrong, at which call, how many times."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Call(StrEnum):
    """What a customer can ask the carrier to do."""

    SEARCH = "search"
    ORDER = "order"
    ALLOCATE = "allocate"
    LIST = "list"
    GET = "get"
    UPDATE = "update"
    RELEASE = "release"
    ACCOUNT = "account"
    TOKEN = "token"  # noqa: S105 - the name of a call
    RESERVE = "reserve"
    UNRESERVE = "unreserve"
    ORDER_STATUS = "order_status"
    FIND_ORDER = "find_order"


class FaultKind(StrEnum):
    """What can go wrong."""

    TIMEOUT_BEFORE_COMMIT = "timeout_before_commit"
    TIMEOUT_AFTER_COMMIT = "timeout_after_commit"
    DROP_AFTER_COMMIT = "drop_after_commit"
    ERROR_500_BEFORE = "error_500_before"
    ERROR_500_AFTER_COMMIT = "error_500_after_commit"
    ALLOCATOR_TIMEOUT_503 = "allocator_timeout_503"
    RATE_LIMITED_429 = "rate_limited_429"
    PARTIAL_404_BOUGHT = "partial_404_bought"
    PARTIAL_404_NOT_BOUGHT = "partial_404_not_bought"
    INSUFFICIENT_BALANCE = "insufficient_balance"
    NUMBER_TAKEN = "number_taken"
    SLOW = "slow"
    MALFORMED_BODY = "malformed_body"
    UNAUTHORIZED = "unauthorized"
    UNREACHABLE = "unreachable"
    BACKORDERED = "backordered"
    SLOW_ORDER = "slow_order"
    FAILED_5005 = "failed_5005"
    RESERVATION_DENIED_5046 = "reservation_denied_5046"


ASYNCHRONOUS = frozenset({FaultKind.BACKORDERED, FaultKind.SLOW_ORDER, FaultKind.FAILED_5005})
"""What happens to an order after it was received, so not where an order is answered at once."""


_ANY = "*"
_ONLY_AT = {
    FaultKind.PARTIAL_404_BOUGHT: (Call.ORDER,),
    FaultKind.PARTIAL_404_NOT_BOUGHT: (Call.ORDER,),
    FaultKind.INSUFFICIENT_BALANCE: (Call.ORDER, Call.ALLOCATE),
    FaultKind.NUMBER_TAKEN: (Call.ALLOCATE, Call.RESERVE),
    **dict.fromkeys(ASYNCHRONOUS, (Call.ORDER,)),
    FaultKind.RESERVATION_DENIED_5046: (Call.RESERVE,),
    # Strikes no call: nothing listens while it lasts.
    FaultKind.UNREACHABLE: (),
}


@dataclass(slots=True)
class Fault:
    """One fault that waits for its call.

    Attributes:
        kind: What goes wrong.
        call: A call, or `*` for every call that this can happen to.
        left: How many more calls it strikes, None until cleared.
    """

    kind: FaultKind
    call: str
    left: int | None

    def fits(self, call: Call) -> bool:
        """Whether this call is struck."""
        return self.call in {_ANY, call} and call in _ONLY_AT.get(self.kind, tuple(Call))


class Faults:
    """The faults in force, oldest first.

    Args:
        changed: Told after faults were added or cleared.
    """

    def __init__(self, changed: Callable[[], None] | None = None) -> None:
        self._faults: list[Fault] = []
        self._changed = changed

    @property
    def unreachable(self) -> bool:
        """Whether nothing may listen at all."""
        return any(fault.kind is FaultKind.UNREACHABLE for fault in self._faults)

    def add(self, kind: str, call: str = _ANY, *, times: int | None = 1) -> None:
        """Let something go wrong.

        Args:
            kind: One of `FaultKind`.
            call: One of `Call`, or `*`.
            times: How many calls; 0 or None until cleared. `unreachable` lasts until cleared.

        Raises:
            ValueError: There is no such kind or call, or the kind cannot happen to the call.
        """
        fault = Fault(_kind(kind), call if call == _ANY else _call(call), times or None)
        if (times or 0) < 0:
            raise ValueError("times must not be negative.")
        if not (fault.kind is FaultKind.UNREACHABLE or any(map(fault.fits, Call))):
            raise ValueError(f"{kind} cannot happen to {call}.")
        self._faults.append(fault)
        self._tell()

    def clear(self) -> None:
        """Let everything work again."""
        self._faults.clear()
        self._tell()

    def strike(
        self, call: Call, *, foreign: frozenset[FaultKind] = frozenset()
    ) -> FaultKind | None:
        """The fault that this call meets, which thereby counts.

        Args:
            call: What is asked for.
            foreign: What cannot happen where it is asked.
        """
        fitting = (fault for fault in self._faults if fault.fits(call))
        fault = next((fault for fault in fitting if fault.kind not in foreign), None)
        if fault is None:
            return None
        if fault.left is not None:
            fault.left -= 1
            if not fault.left:
                self._faults.remove(fault)
        return fault.kind

    def active(self) -> list[dict[str, Any]]:
        """The faults in force, as they were asked for."""
        return [
            {"kind": str(fault.kind), "call": str(fault.call), "times": fault.left}
            for fault in self._faults
        ]

    def _tell(self) -> None:
        if self._changed is not None:
            self._changed()


def _kind(text: str) -> FaultKind:
    try:
        return FaultKind(text)
    except ValueError:
        raise ValueError(f"No such fault: {text}. There are: {', '.join(FaultKind)}.") from None


def _call(text: str) -> Call:
    try:
        return Call(text)
    except ValueError:
        raise ValueError(f"No such call: {text}. There are: {', '.join(Call)}, *.") from None
