"""The policy file: TOML in, rules out, and every complaint about it at once, by its key path."""

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from bot.domain.rules import (
    AutoApproval,
    Budgets,
    ConfirmAbove,
    CostCenter,
    Limits,
    Notify,
    Policy,
    Tier,
    Times,
    Way,
)
from bot.policy_values import (
    area_codes,
    clock_time,
    cost_center,
    count,
    days,
    duration,
    flag,
    group_amounts,
    holidays,
    money,
    names,
    one_of,
    title,
    us_states,
    user_group,
    zone,
)

Read = Callable[[object], object]
Readers = Mapping[str, Read]

_LIMITS: Readers = {
    "quantity": count,
    "chosen": count,
    "default_quantity": count,
    "pending": count,
    "states": us_states,
    "forbidden_states": us_states,
    "area_codes": area_codes,
    "forbidden_area_codes": area_codes,
}
_CONFIRM_ABOVE: Readers = {"quantity": count, "monthly": money}
_TIER: Readers = {
    "name": title,
    "above_quantity": count,
    "above_monthly": money,
    "approvals": count,
    "approvers": names,
}
_AUTO_APPROVAL: Readers = {
    "name": title,
    "quantity": count,
    "monthly": money,
    "per_hour": count,
    "per_day": count,
    "requesters": names,
}
_COST_CENTER: Readers = {"name": cost_center, "group": user_group, "requesters": names}
_BUDGETS: Readers = {"total": money, "person": money, "groups": group_amounts}
_TIMES: Readers = {
    "zone": zone,
    "work_days": days,
    "holidays": holidays,
    "quiet_from": clock_time,
    "quiet_until": clock_time,
    "expires_after": duration,
    "remind_every": duration,
    "escalate_after": duration,
}
_NOTIFY: Readers = {"approvers": one_of(Way), "backup_approvers": one_of(Way)}
_LISTS = frozenset({"tiers", "auto_approve", "cost_centers"})
_MOST_COST_CENTERS = 99  # Slack's menus have 100 choices, and one of ours is none of these.


class _Complaints(list[str]):
    """What is wrong, each line beginning with its key path."""

    def read(self, path: str, reader: Read, value: object) -> object:
        """The value as the reader reads it; None, and a complaint, where it does not."""
        try:
            return reader(value)
        except (TypeError, ValueError) as error:
            self.append(f"“{path}” {error}")
            return None

    def table(self, path: str, readers: Readers, found: object) -> dict[str, Any]:
        """The values of a table by its keys; unknown ones are complaints."""
        if not isinstance(found, dict):
            self.append(f"“{path}” has to be a table, such as [{path}]")
            return {}
        table = cast("dict[str, object]", found)
        return {
            key: self.read(f"{path}.{key}", readers.get(key, _unknown), value)
            for key, value in table.items()
        }


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


def make_policy(found: Mapping[str, object], text: str = "") -> Policy:
    """The policy of these rules.

    Args:
        found: Values by the names of rules.
        text: What the digest names; without it, the rules themselves.

    Raises:
        ValueError: Rules are unknown or wrong, or nobody may approve; one line for each.
    """
    complaints = _Complaints()
    rules = {name: _rule(complaints, name, value) for name, value in found.items()}
    if not found.get("approvers"):
        complaints.append("“approvers” is not set, so nobody may approve")
    if complaints:
        raise ValueError("\n".join(complaints))
    said = text or repr(sorted(rules.items()))
    digest = hashlib.sha256(said.encode()).hexdigest()[:12]
    return Policy(**cast("dict[str, Any]", rules), digest=digest, text=text)


def _rule(complaints: _Complaints, name: str, value: object) -> object:
    """One top-level rule: a value, a table, or a list of tables."""
    if name in _TABLES:
        readers, make = _TABLES[name]
        if name in _LISTS:
            return _list(complaints, name, value)
        return _made(complaints, name, make, complaints.table(name, readers, value))
    return complaints.read(name, _VALUES.get(name, _unknown), value)


def _list(complaints: _Complaints, name: str, value: object) -> object:
    """A list of tables; the complaints number its entries from 1."""
    readers, make = _TABLES[name]
    if not isinstance(value, list):
        complaints.append(f"“{name}” has to be written as [[{name}]]")
        return ()
    entries = enumerate(cast("list[object]", value), start=1)
    made = tuple(
        _made(complaints, path, make, complaints.table(path, readers, entry))
        for path, entry in ((f"{name}.{index}", entry) for index, entry in entries)
    )
    _check_cost_centers(complaints, made)
    return made


def _check_cost_centers(complaints: _Complaints, made: Sequence[object]) -> None:
    """Complain of what the form's menu could not hold."""
    found = [each.name for each in made if isinstance(each, CostCenter)]
    doubled = sorted({each for each in found if found.count(each) > 1})
    complaints.extend(f"“cost_centers” has the name “{each}” more than once" for each in doubled)
    if len(found) > _MOST_COST_CENTERS:
        complaints.append(f"“cost_centers” has more than {_MOST_COST_CENTERS} entries")


def _made(
    complaints: _Complaints, path: str, make: Callable[..., object], values: dict[str, Any]
) -> object:
    """The rules of a table; None, and complaints, where one that it needs is missing."""
    missing = [key for key in _NEEDED.get(make, ()) if key not in values]
    complaints.extend(f"“{path}.{key}” is not set" for key in missing)
    if make is Tier and not {"above_quantity", "above_monthly"} & values.keys():
        complaints.append(f"“{path}” says neither above_quantity nor above_monthly")
    return None if complaints else make(**values)


def _unknown(_value: object) -> object:
    raise ValueError("is no rule of a policy")


_VALUES: Readers = {
    "approvers": names,
    "backup_approvers": names,
    "operators": names,
    "auditors": names,
    "requesters": names,
    "self_approval": flag,
}
_TABLES: Mapping[str, tuple[Readers, Callable[..., object]]] = {
    "limits": (_LIMITS, Limits),
    "confirm_above": (_CONFIRM_ABOVE, ConfirmAbove),
    "tiers": (_TIER, Tier),
    "auto_approve": (_AUTO_APPROVAL, AutoApproval),
    "budgets": (_BUDGETS, Budgets),
    "cost_centers": (_COST_CENTER, CostCenter),
    "times": (_TIMES, Times),
    "notify": (_NOTIFY, Notify),
}
_NEEDED: Mapping[Callable[..., object], Iterable[str]] = {
    Tier: ("name",),
    CostCenter: ("name", "group"),
    AutoApproval: ("name", "quantity", "monthly", "per_hour", "per_day"),
}
