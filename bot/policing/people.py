"""Who of a policy's people can act now, as Slack knows them: what `policy check` says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.policy import Membership, groups_in
from bot.domain.rules import Names, Policy, Tier
from bot.domain.tiers import ORDINARY, voters_in
from bot.ports import Directory
from bot.services.roster import roster

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class People:
    """What Slack says of the policy's names.

    Attributes:
        membership: Who is in which group, and who and what is gone.
        names: Display names by id, of whoever is shown.
        silent: People and groups of whom Slack did not say.
    """

    membership: Membership
    names: Mapping[str, str]
    silent: frozenset[str]


async def look_up(directory: Directory, policy: Policy) -> People:
    """Ask Slack about everybody whom the policy names."""
    groups = policy.groups
    membership = await roster(directory, tuple(sorted(policy.names)))
    unread = groups - membership.members.keys()
    people = policy.names - groups
    unknown = {who for who in people if directory.known_account(who) is None}
    shown = {each for _, names in _lists(policy) for each in membership.expand(names)[:_SHOWN]}
    found = {who: (await directory.person(who)).name for who in sorted(shown)}
    return People(membership, found, frozenset(unread | unknown))


def who_can_act(policy: Policy, people: People) -> list[str]:
    """A line for each list of the policy, then whom and what to do without."""
    lines = [f"{key}: {_said(names, people)}" for key, names in _lists(policy)]
    if not policy.requesters:
        lines.append("requesters: every full member of the workspace")
    gone = sorted(people.membership.gone & policy.names)
    lines += [f"Skipped: {name}, {_why_gone(name)}." for name in gone]
    return [*lines, *(f"Not checked: {name}, Slack did not say." for name in sorted(people.silent))]


def shortages(policy: Policy, membership: Membership) -> list[str]:
    """A line for each tier that too few people could approve, as far as the groups are known."""
    lines: list[str] = []
    tiers = [("Orders of no tier", ORDINARY), *_tiers(policy)]
    for whose, tier in tiers:
        names = voters_in(policy, tier)
        could = len(membership.expand(names))
        if membership.covers(names) and could < tier.approvals:
            lines.append(f"{whose}: {_short(could, tier.approvals)}")
    return lines


def _lists(policy: Policy) -> Sequence[tuple[str, Names]]:
    tiers = [(key, voters_in(policy, tier)) for key, tier in _tiers(policy)]
    return [
        ("approvers", policy.approvers),
        ("backup_approvers", policy.backup_approvers),
        *tiers,
        ("operators", policy.operators),
        ("auditors", policy.auditors),
        *([("requesters", policy.requesters)] if policy.requesters else []),
    ]


def _tiers(policy: Policy) -> Sequence[tuple[str, Tier]]:
    return [(f"tiers.{n} “{tier.name}”", tier) for n, tier in enumerate(policy.tiers, start=1)]


def _said(names: Names, people: People) -> str:
    found = people.membership.expand(names)
    shown = [f"{_printable(people.names[who])} ({who})".lstrip() for who in found[:_SHOWN]]
    more = [f"{len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    return ", ".join([*shown, *more]) or "nobody"


def _short(could: int, needed: int) -> str:
    """`2 approvals are needed, and only 1 person could give one`, and a full stop."""
    many = "1 approval is" if needed == 1 else f"{needed} approvals are"
    who = {0: "nobody", 1: "only 1 person"}.get(could, f"only {could} people")
    return f"{many} needed, and {who} could give one."


def _why_gone(name: str) -> str:
    return "no such user group" if groups_in((name,)) else "deactivated, or unknown to Slack"


def _printable(name: str) -> str:
    """A display name that can do nothing to a terminal."""
    return "".join(each for each in name if each.isprintable())
