"""Who or what would decide a request, and until when."""

from collections.abc import Iterator

from bot.domain.auto_approval import Against, against
from bot.domain.deadlines import escalation_at, warning_at
from bot.domain.policy import needs_confirmation
from bot.domain.reminders import reminds
from bot.domain.rules import AutoApproval, Tier, Way
from bot.domain.tiers import ORDINARY, owners_of, tier_of, voters_of
from bot.domain.worktime import next_loud
from bot.policing.asked import Asked
from bot.slack.views.text import names
from bot.slack.views.words import a_month, numbers

_WAYS = {
    Way.CHANNEL: "in the approval channel",
    Way.DM: "by direct message",
    Way.NONE: "on the cards alone",
}


def decided(asked: Asked) -> Iterator[str]:
    """A line for each rule that approves by itself, then for the managers, then for the times."""
    yield from (_rule(asked, rule) for rule in asked.policy.auto_approve)
    yield from (_approval(asked), _confirmation(asked))
    yield from (_end(asked), _reminders(asked), _backups(asked))


def _rule(asked: Asked, rule: AutoApproval) -> str:
    reason = against(asked.policy, rule, asked.order, asked.membership)
    if reason is not None:
        return f"Rule “{rule.name}”: does not approve it: {_against(asked, rule)[reason]}."
    caps = f"fewer than {rule.per_hour} orders in 60 minutes and {rule.per_day} in 24 hours"
    return (
        f"Rule “{rule.name}”: approves it without a manager, while it has approved {caps},"
        " every budget has room, and enough numbers are free. Else:"
    )


def _against(asked: Asked, rule: AutoApproval) -> dict[Against, str]:
    both = "both who asks and whom it is for" if asked.order.request.for_whom else "who asks"
    return {
        Against.DOUBTFUL: "the quantity is the default",
        Against.TIER: "a tier is made for such orders",
        Against.REQUESTER: f"it is not for {both}",
        Against.QUANTITY: f"it is for up to {numbers(rule.quantity)}",
        Against.PRICE_NOT_KNOWN: "the price is not known",
        Against.MONTHLY: f"it is for up to {a_month(rule.monthly)}",
    }


def _approval(asked: Asked) -> str:
    policy, order = asked.policy, asked.order
    tier, voters = tier_of(policy, order), voters_of(policy, order)
    count = "one" if tier.approvals == 1 else f"{tier.approvals} different people"
    which = "" if tier is ORDINARY else f"tier “{tier.name}” ({_above(tier)}), "
    return f"Approval: {which}by {count} of {names(voters)}{_own(asked)}."


def _above(tier: Tier) -> str:
    """`above 25 numbers or $50.00 a month`."""
    quantity, monthly = tier.above_quantity, tier.above_monthly
    limits = [] if quantity is None else [numbers(quantity)]
    limits += [] if monthly is None else [a_month(monthly)]
    return f"above {' or '.join(limits)}"


def _own(asked: Asked) -> str:
    """Whether those whose order it is may approve it, where they may approve at all."""
    voters = asked.membership.expand(voters_of(asked.policy, asked.order))
    if owners_of(asked.order).isdisjoint(voters):
        return ""
    also = " or whom it is for" if asked.order.request.for_whom else ""
    allowed = f"; who asks{also} may, with a reason"
    return allowed if asked.policy.self_approval else f"; not by who asks{also}"


def _confirmation(asked: Asked) -> str:
    if not needs_confirmation(asked.policy, asked.order):
        return "Approve: one tap."
    above = asked.policy.confirm_above
    limits = f"above {numbers(above.quantity)} or {a_month(above.monthly)}"
    reason = "the price is not known" if asked.order.monthly is None else limits
    return f"Approve: asks once more ({reason})."


def _end(asked: Asked) -> str:
    ends = asked.order.expires_at
    warned = warning_at(ends, asked.policy.times)
    return f"Expires: {asked.when(ends)}, and who asked is warned {asked.when(warned)}."


def _reminders(asked: Asked) -> str:
    policy = asked.policy
    first = next_loud(asked.case.at + policy.times.remind_every, policy.times)
    if not reminds(policy) or first >= asked.order.expires_at:
        return "Reminders: none."
    start = f"Reminders: from {asked.when(first)} on, {_WAYS[policy.notify.approvers]}"
    return f"{start}; a late one moves the end."


def _backups(asked: Asked) -> str:
    """Those of the backups who may approve it."""
    policy, voters = asked.policy, voters_of(asked.policy, asked.order)
    backups = [name for name in policy.backup_approvers if name in voters]
    if not backups:
        return "Backups: the policy has none for it."
    due = escalation_at(asked.case.at, policy.times)
    by_time = f"from {asked.when(due)} on, or " if due and due < asked.order.expires_at else ""
    when = f"{by_time}at once when too few others are there"
    how = _WAYS[policy.notify.backup_approvers]
    return f"Backups: {names(backups)}, asked too {when}, {how}."
