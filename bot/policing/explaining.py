"""What would become of a request, and why: what `policy explain` says, from the policy alone."""

from collections.abc import Iterator

from bot.domain.asking import Account, Asker, admit
from bot.domain.budgeting import Room, limits_of, next_month
from bot.domain.criteria import CriteriaError
from bot.domain.grammar import OrderCommand, read_command
from bot.domain.money import dollars
from bot.domain.order import Hold, Order, Trouble
from bot.domain.picture import House, Reply
from bot.domain.places import Gazetteer
from bot.domain.policy import Reason, Verdict
from bot.domain.rules import Policy
from bot.policing.asked import Asked, Case, made
from bot.policing.deciding import decided
from bot.services.placing import kind_of
from bot.slack.views.budget import budget_name, no_room
from bot.slack.views.refusals import why
from bot.slack.views.text import joined, quoted
from bot.slack.views.unreadable import sentence
from bot.slack.views.words import a_month, asked_fully


def explain(policy: Policy, case: Case, gazetteer: Gazetteer) -> list[str]:
    """The lines to print; the last ones say what comes of it."""
    default = policy.limits.default_quantity
    try:
        read = read_command(case.text, default_quantity=default, gazetteer=gazetteer)
    except CriteriaError as error:
        could_be = [f"It can be read as: {reading.text}" for reading in error.readings]
        return [sentence(error).plain, *could_be]
    if not isinstance(read, OrderCommand):
        return [f"“{case.text}” asks for no numbers."]
    return list(_lines(made(policy, case, read.request)))


def _lines(asked: Asked) -> Iterator[str]:
    yield _read_as(asked.order)
    yield _who(asked)
    yield from _behalf(asked)
    request, whom = asked.order.request, asked.order.request.for_whom
    asker = Asker(asked.case.requester, Account.MEMBER, asked.membership)
    beneficiary = Asker(whom.id, Account.MEMBER, asked.membership) if whom else None
    verdict = admit(asked.policy, request, asker, beneficiary)
    if not verdict.allowed:
        yield f"Refused: {_refusal(asked.policy, verdict)}"
        return
    yield _allowed(asked.policy, verdict)
    yield _price(asked.order)
    rooms = _rooms(asked)
    yield _budgets(rooms)
    if over := _over_budget(asked, rooms):
        yield f"Refused: {over}"
        return
    yield from decided(asked)


def _read_as(order: Order) -> str:
    purpose = quoted(order.request.purpose) if order.request.purpose else ""
    default = "" if order.request.quantity_given else "the quantity is the default"
    return f"Read as: {joined([asked_fully(order.request.criteria), purpose, default]).plain}"


def _who(asked: Asked) -> str:
    groups, zone = ", ".join(sorted(asked.case.groups)), asked.policy.times.zone.key
    where = f"in {groups}" if groups else "in no user group"
    when = asked.when(asked.case.at)
    return f"Asked by: {asked.case.requester}, a full member, {where}, on {when} ({zone})"


def _behalf(asked: Asked) -> Iterator[str]:
    """Whom it is for, and who pays, where that was said."""
    if whom := asked.order.request.for_whom:
        groups = ", ".join(sorted(asked.case.for_groups))
        where = f"in {groups}" if groups else "in no user group"
        yield f"For: {whom.id}, a full member, {where}"
    if center := asked.policy.cost_center(asked.order.request.cost_center):
        yield f"Paid by: cost center “{center.name}”, of {center.group}"


def _refusal(policy: Policy, verdict: Verdict) -> str:
    """The sentence that the requester reads; it names approvers as the policy does."""
    reply = Reply(kind_of(verdict), people=policy.approvers, detail=verdict.detail)
    return why(reply, {name: name for name in policy.approvers}, House()).plain


def _allowed(policy: Policy, verdict: Verdict) -> str:
    named = verdict.reason is Reason.REQUESTER
    who = "the policy names who asks" if named else "every full member may ask"
    most = policy.limits.pending
    while_few = f", while fewer than {most} requests of theirs wait" if most else ""
    return f"Allowed: {who}{while_few}."


def _price(order: Order) -> str:
    if order.quote is None or order.quote.each is None:
        return (
            "Price: not known here (set LIST_PRICE, or give --price), so it counts as above every"
            " monthly limit; the carrier may name one."
        )
    each = dollars(order.quote.each)
    return f"Price: {each} each, {a_month(order.monthly)}, unless the carrier names another."


def _rooms(asked: Asked) -> list[Room]:
    """The budgets that count it, as if nothing were taken of them."""
    limits = limits_of(asked.policy, asked.order, asked.membership)
    return [Room(key, limit, limit) for key, limit in limits.items()]


def _budgets(rooms: list[Room]) -> str:
    said = [f"{_whose(room)} {dollars(room.limit)}" for room in rooms]
    if not said:
        return "Budgets: none counts it."
    return f"Budgets: {', '.join(said)} a month; what is taken of them was not looked up."


def _whose(room: Room) -> str:
    return budget_name(room, {each: each for each in (room.group, room.person)})


def _over_budget(asked: Asked, rooms: list[Room]) -> str:
    """Why it is refused though nothing were taken; nothing where it is not."""
    cost, month_ends = asked.order.monthly, next_month(asked.case.at, asked.policy.times.zone)
    tightest = min(rooms, key=lambda room: room.limit, default=None)
    if tightest is None or cost is None or cost <= tightest.limit:
        return ""
    hold = Hold(Trouble.NO_BUDGET, tightest.written, month_ends)
    return no_room(hold, asked.order, {tightest.group: tightest.group}).plain
