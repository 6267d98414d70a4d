"""How many have approved, who, and how many more have to."""

from collections.abc import Sequence

from bot.domain.order import State
from bot.domain.picture import Picture, Reply, ReplyKind
from bot.slack.ids import ActionId
from bot.slack.views.absences import can_only_wait, who_can
from bot.slack.views.blocks import Block, button
from bot.slack.views.said import Said, Sentences
from bot.slack.views.text import Rich, bold, clock, code, day, joined, name, names, say
from bot.slack.views.words import order_name, person_name, ref, told

_IN_WORDS = ("None", "One", "Two", "Three", "Four", "Five")


def title(picture: Picture) -> Rich | None:
    """What the requester's card begins with; None where `Waiting for approval` says all."""
    order, given = picture.order, len(picture.approvals)
    if order.state is not State.AWAITING_APPROVAL:
        return None
    only = len(_could(picture)) - given if picture.stuck else picture.only
    if only is not None:
        return bold(f"{order_name(order)} · Waiting, but {who_can(only, picture.needed - given)}")
    return bold(f"{order_name(order)} · {given} of {picture.needed} approvals") if given else None


def awaited(picture: Picture) -> Rich:
    """What has to happen yet, and by when; or why it can't."""
    by = say(" by ", day(picture.order.expires_at), ".")
    if picture.stuck or picture.only is not None:
        why = _stuck(picture) if picture.stuck else can_only_wait(picture)
        return say("Nothing is bought yet. ", _given(picture), why, told(picture))
    if picture.approvals:
        return say(_given(picture), _more(picture.needed - len(picture.approvals)), by)
    if picture.needed > 1:
        many = _IN_WORDS[picture.needed] if picture.needed < len(_IN_WORDS) else picture.needed
        return say(f"Nothing is bought yet. {many} managers have to approve", by)
    return say("Nothing is bought yet. A manager decides", by)


def tally(picture: Picture) -> list[Rich]:
    """What the managers' card says of an order that takes more than one of them."""
    said: list[Rich | str] = []
    if picture.needed > 1:
        voters = names(person_name(picture, each.approver) for each in picture.approvals)
        count = f"{len(picture.approvals)} of {picture.needed} approvals: {voters}"
        said = [
            count if voters else f"Takes {picture.needed} approvals",
            f"tier {name(picture.tier)}",
        ]
    if picture.stuck:
        said.append(_stuck(picture))
    return [joined(said)] if said else []


def _given(picture: Picture) -> Rich:
    """`Mei approved 10:50. `, with a space after it."""
    since = picture.order.created_at
    given = [
        say(f"{person_name(picture, each.approver)} approved ", clock(each.at, since=since), ". ")
        for each in picture.approvals
    ]
    return say(*given)


def _could(picture: Picture) -> Sequence[str]:
    """User ids of who has approved it or could, were they here."""
    given = [each.approver.id for each in picture.approvals]
    return list(dict.fromkeys([*given, *picture.approvers]))


def _stuck(picture: Picture) -> str:
    could = _could(picture)
    if not could:
        return "Nobody whom the policy names could approve it."
    who = names(picture.names.get(each, "") for each in could)
    return f"It takes {picture.needed} approvals, and only {who} could give one."


def _more(count: int) -> str:
    """`One more is needed`."""
    many = _IN_WORDS[count] if count < len(_IN_WORDS) else f"{count}"
    return f"{many} more {'is' if count == 1 else 'are'} needed"


def _left(said: Said) -> str:
    """The same of a count such as `1 of 2`."""
    given, needed = said.counts
    return _more(max(needed - given, 0))


def _voted(said: Said) -> Rich:
    return say(f"Done: {said.detail} approvals for {said.order}. {_left(said)}.")


def _voted_already(said: Said) -> Rich:
    start = f"You have approved {said.order} already, which counts once: {said.detail} approvals."
    return say(f"{start} {_left(said)}.")


def _withdrawn(said: Said) -> Rich:
    start = f"Done: your approval of {said.order} is withdrawn."
    return say(f"{start} It has {said.detail} approvals now.")


def _not_voted(said: Said) -> Rich:
    return say(f"You have not approved {said.order} as it is now. Nothing changed.")


def _vote_counted(said: Said) -> Rich:
    start = f"{said.order} has all its approvals, so yours can't be withdrawn any more."
    order = said.reply.order
    if order is None or order.state is not State.APPROVED:
        return say(start)
    return say(
        f"{start} Until it is ordered: ", code(f"{said.house.command} cancel {order.number}")
    )


def _changer(said: Said) -> Rich:
    who = f": {said.people}" if said.people else ""
    return say(f"You changed this order, so others must approve it{who}.")


def _no_reason(said: Said) -> Rich:
    return say(f"{said.own}, so say why you approve it. Nothing changed.")


def _not_in_tier(said: Said) -> Rich:
    others = said.people or "others"
    return say(
        f"An order like this ({said.detail}) takes the approval of {others}. Nothing changed."
    )


def buttons(reply: Reply) -> list[Block]:
    """What can be pressed in the answer to a vote that was not the last."""
    votes, order = {ReplyKind.VOTED, ReplyKind.VOTED_ALREADY}, reply.order
    if reply.kind not in votes or order is None or order.state is not State.AWAITING_APPROVAL:
        return []
    return [button(ActionId.WITHDRAW, "Withdraw my approval", ref(order))]


SENTENCES: Sentences = {
    ReplyKind.VOTED: _voted,
    ReplyKind.VOTED_ALREADY: _voted_already,
    ReplyKind.WITHDRAWN: _withdrawn,
    ReplyKind.NOT_VOTED: _not_voted,
    ReplyKind.VOTE_COUNTED: _vote_counted,
    ReplyKind.CHANGER: _changer,
    ReplyKind.NO_REASON: _no_reason,
    ReplyKind.NOT_IN_TIER: _not_in_tier,
}
