"""Alarms: what operators, and sometimes who asked, are told without having done anything."""

from bot.domain.picture import ReplyKind
from bot.slack.views.absences import who_can
from bot.slack.views.said import Said, Sentences
from bot.slack.views.text import Rich, code, say

_RESUME = "order-numbers resume"


def _approval_channel_missing(said: Said) -> Rich:
    reason = f" ({said.detail})" if said.detail else ""
    where = f"in the approval channel{reason}"
    start = f"I can't post about {said.order} {where}, so managers there are not told."
    cure = "An operator has to invite me there, or to set APPROVAL_CHANNEL."
    return say(f"{start} Nothing is lost; I try again every few minutes. {cure}")


def _part_size(said: Said) -> Rich:
    start = f"{said.house.carrier} takes at most {said.detail} numbers in one order"
    return say(
        f"{start}, so {said.order} goes on in smaller parts. To begin with that, set ",
        code(f"CATAPULT_ORDER_MAX={said.detail}"),
        ".",
    )


def _access_denied(said: Said) -> Rich:
    why = said.detail or f"{said.house.carrier} does not accept our credentials."
    start = f"Buying is paused. {why} {said.order} waits; nothing was bought."
    return say(f"{start} When it is mended: Resume buying in my Home, or ", code(_RESUME))


def _search_denied(said: Said) -> Rich:
    """Buying goes on until a purchase meets the same."""
    why = said.detail or f"{said.house.carrier} does not accept our credentials."
    start = f"{why} So I can't look what is free for {said.order}; nothing was bought."
    return say(f"{start} Managers are asked all the same. Please mend it before they approve.")


def _no_credit(said: Said) -> Rich:
    why = said.detail or f"{said.house.carrier}: the account's balance is too low."
    return say(f"{why} {said.order} waits and is tried again by itself; nothing was bought.")


def _late_answer(said: Said) -> Rich:
    """The order may have ended, or a person may be looking at it just now."""
    start = f"{said.house.carrier} confirmed a purchase for {said.order}"
    late = say(f"{start}, although nobody waited for it any more (", code(said.detail), ").")
    rest = " What it bought is recorded with the order, is on the account and costs money."
    return say(late, rest, " Please look at it.")


def _twins(said: Said) -> Rich:
    reference, _, others = said.detail.partition(" ")
    start = f"{said.house.carrier} has more than one purchase under a reference of {said.order} ("
    ours = "). One is recorded with the order; nobody watches the others, which may cost money: "
    return say(start, code(reference), ours, code(others), ". Please look at them there.")


# By how a job's key begins.
_UNDONE = {
    "check": "Managers are not asked about {order}.",
    "offer": "Managers are not asked about {order}.",
    "expire": "{order} does not expire.",
    "decide": "Somebody's click on {order} is not carried out.",
    "review": "Somebody's click on {order} is not carried out.",
    "buy": "{order} is not being bought.",
    "reconcile": "Nobody looks up what became of {order}, whose answer was lost.",
    "follow": "Nobody asks what became of {order}, which the carrier has accepted.",
    "sign": "The numbers of {order} do not bear its reference at the carrier.",
    "draw": "A card of {order} does not show how it stands.",
    "repair": "Orders that lost their job do not get it back.",
}


def _given_up(said: Said) -> Rich:
    kind = said.detail.partition(":")[0]
    undone = _UNDONE.get(kind, "{order} does not go on.").format(order=said.order)
    why = "That job failed again and again and was given up; the log says why (job_failed)."
    # What has rested is woken by repair itself.
    rest = "after a restart" if kind == "repair" else "after a rest"
    retry = code(f"order-numbers jobs retry {said.detail}")
    return say(f"{undone} {why} It is tried again {rest}, or at once by ", retry, ".")


def _nobody_can_approve(said: Said) -> Rich:
    could, _, needed = said.detail.partition(" of ")
    start = f"{said.order} waits for {needed} {'approval' if needed == '1' else 'approvals'}"
    who = "nobody whom the policy names" if could == "0" else f"only {could} of its people"
    return say(f"{start}, and {who} could give one. Please look at the policy and its user groups.")


def _nobody(said: Said) -> Rich:
    start = f"{said.order} waits, but {who_can(*said.counts)}: too many are away."
    return say(f"{start} Who is back early says so: ", code(f"{said.house.command} back"), ".")


SENTENCES: Sentences = {
    ReplyKind.APPROVAL_CHANNEL_MISSING: _approval_channel_missing,
    ReplyKind.ALERT_PART_SIZE: _part_size,
    ReplyKind.ALERT_ACCESS_DENIED: _access_denied,
    ReplyKind.ALERT_SEARCH_DENIED: _search_denied,
    ReplyKind.ALERT_NO_CREDIT: _no_credit,
    ReplyKind.ALERT_LATE_ANSWER: _late_answer,
    ReplyKind.ALERT_TWINS: _twins,
    ReplyKind.ALERT_GIVEN_UP: _given_up,
    ReplyKind.ALERT_NOBODY_CAN_APPROVE: _nobody_can_approve,
    ReplyKind.ALERT_NOBODY: _nobody,
}
