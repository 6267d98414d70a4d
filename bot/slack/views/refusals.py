"""Why a person may not ask for what they want: each reason is worded here and nowhere else."""

from collections.abc import Mapping

from bot.domain.picture import House, Picture, Reply, ReplyKind
from bot.slack.views.said import Said, Sentences
from bot.slack.views.text import Rich, code, say
from bot.slack.views.words import numbers


def why(reply: Reply, names_by_id: Mapping[str, str], house: House) -> Rich:
    """The reason of a refusal, and what can be done instead."""
    return _REASONS[reply.kind](Said(reply, names_by_id, house, reader=""))


def standing(picture: Picture, reason: str) -> Rich:
    """The same on the card of an order that was let in before that was known."""
    reply = Reply(ReplyKind(reason), picture.order, picture.approvers[:5])
    return why(reply, picture.names, picture.house)


def _refused(said: Said) -> Rich:
    return say("I didn't order anything. ", _REASONS[said.reply.kind](said))


def _too_many(said: Said) -> Rich:
    return say(f"You may ask for up to {numbers(said.counts[0])} at a time.")


def _too_many_waiting(said: Said) -> Rich:
    count, _ = said.counts
    wait = "request of yours waits" if count == 1 else "requests of yours wait"
    start = f"{count:,} {wait} for a decision, and no more may at once. Cancel one, or ask"
    return say(f"{start} again when one is decided: ", code(f"{said.house.command} mine"))


def _state(said: Said) -> Rich:
    return say(f"Numbers in {said.detail} may not be asked for. ", _where(said))


def _state_not_known(said: Said) -> Rich:
    where = f"I don't know in which state {said.detail} is, and not every state may be asked for."
    return say(f"{where} Ask by city or by state.")


def _area_code(said: Said) -> Rich:
    return say(f"Area code {said.detail} may not be asked for. ", _where(said))


def _toll_free(said: Said) -> Rich:
    return say("Toll-free numbers may not be asked for. ", _where(said))


def _where(said: Said) -> Rich:
    return say("What may be: ", code(f"{said.house.command} help"))


def _not_named(said: Said) -> Rich:
    return say(f"Only people whom the policy names may ask for numbers. {_instead(said)}")


def _guest(said: Said) -> Rich:
    return say(f"Guests may ask for numbers only where the policy names them. {_instead(said)}")


def _stranger(said: Said) -> Rich:
    start = "People of other workspaces may ask for numbers only where the policy names them."
    return say(f"{start} {_instead(said)}")


def _deactivated(said: Said) -> Rich:
    return say(f"{said.requester} has left the workspace, and may ask for nothing.")


def _for_outsider(_said: Said) -> Rich:
    who = "full members of this workspace, and for people whom the policy names"
    return say(f"Numbers can be for {who}; this person is neither.")


def _too_many_for_them(said: Said) -> Rich:
    count, _ = said.counts
    wait = (
        "request by them or for them waits" if count == 1 else "requests by them or for them wait"
    )
    start = f"{count:,} {wait} for a decision, and no more may at once."
    return say(f"{start} Ask again when one is decided.")


def _cost_center(said: Said) -> Rich:
    known = f" There are: {said.detail}." if said.detail else ""
    return say(f"There is no such cost center.{known}")


def _not_charger(_said: Said) -> Rich:
    who = "Only people whom the policy names for this cost center may have it pay."
    return say(f"{who} Choose another, or none.")


def _instead(said: Said) -> str:
    """Whom to ask instead: `Ask Mei or Raj`."""
    others, _, last = said.people.rpartition(", ")
    return f"Ask {others} or {last}." if others else f"Ask {last or 'an approver'}."


_REASONS: Sentences = {
    ReplyKind.TOO_MANY: _too_many,
    ReplyKind.TOO_MANY_WAITING: _too_many_waiting,
    ReplyKind.STATE: _state,
    ReplyKind.STATE_NOT_KNOWN: _state_not_known,
    ReplyKind.AREA_CODE: _area_code,
    ReplyKind.TOLL_FREE: _toll_free,
    ReplyKind.NOT_NAMED: _not_named,
    ReplyKind.GUEST: _guest,
    ReplyKind.STRANGER: _stranger,
    ReplyKind.DEACTIVATED: _deactivated,
    ReplyKind.FOR_OUTSIDER: _for_outsider,
    ReplyKind.TOO_MANY_FOR_THEM: _too_many_for_them,
    ReplyKind.COST_CENTER: _cost_center,
    ReplyKind.NOT_CHARGER: _not_charger,
}
SENTENCES: Sentences = dict.fromkeys(_REASONS, _refused)
