"""The policy file: TOML in, rules out, and every complaint about it at once."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, cast

from bot.domain.criteria import MAX_QUANTITY
from bot.domain.policy import Policy

MOST_MONTHLY = 10**9
LOOK_OF_IDS = "ids look like U…, W… or S…"
_SLACK_ID = re.compile(r"[UWS][A-Z0-9]{3,20}", re.ASCII)
_MOST_SHOWN = 40


def load_policy(file: Path) -> Policy:
    """The policy that the file holds.

    Raises:
        ValueError: It can't be read, or rules in it are unknown or wrong; one line for each.
    """
    try:
        text = file.read_text(encoding="utf-8")
        return make_policy(tomllib.loads(text), text)
    except OSError as error:
        raise ValueError(f"can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ValueError("can't be read: it is no UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is not TOML: {error}") from error


def make_policy(found: dict[str, Any], text: str = "") -> Policy:
    """The policy of these rules.

    Args:
        found: Values by the names of rules.
        text: What the digest names; without it, the rules themselves.

    Raises:
        ValueError: Rules are unknown or wrong, or nobody may approve; one line for each.
    """
    rules: dict[str, Any] = {}
    complaints: list[str] = []
    for name, value in found.items():
        try:
            rules[name] = _RULES.get(name, _unknown)(value)
        except (TypeError, ValueError) as error:
            complaints.append(f"“{name}” {error}")
    if not found.get("approvers"):
        complaints.append("“approvers” is not set, so nobody may approve")
    if complaints:
        raise ValueError("\n".join(complaints))
    said = text or repr(sorted(rules.items()))
    return Policy(**rules, digest=hashlib.sha256(said.encode()).hexdigest()[:12])


def not_an_id(names: Iterable[object]) -> str | None:
    """The first of the names that is no id of a person or user group, as a message shows it."""
    for name in names:
        if not isinstance(name, str) or not _SLACK_ID.fullmatch(name):
            return f"“{str(name)[:_MOST_SHOWN]}”"
    return None


def _unknown(_value: object) -> object:
    raise ValueError("is no rule of a policy")


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError('has to be a list, such as ["U0123456789", "S0123456789"]')
    names = tuple(cast("list[object]", value))
    if stranger := not_an_id(names):
        raise ValueError(f"has {stranger}, which is no id; {LOOK_OF_IDS}")
    return cast("tuple[str, ...]", names)


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_QUANTITY:
        raise ValueError(f"has to be a whole number from 1 to {MAX_QUANTITY}")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("has to be true or false")
    return value


def _money(value: object) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= MOST_MONTHLY:
        raise ValueError("has to be an amount of US dollars, such as 50.00")
    return amount


_RULES: dict[str, Callable[[object], object]] = {
    "approvers": _names,
    "operators": _names,
    "self_approval": _flag,
    "max_quantity": _count,
    "max_chosen": _count,
    "default_quantity": _count,
    "confirm_above_quantity": _count,
    "confirm_above_monthly": _money,
}
