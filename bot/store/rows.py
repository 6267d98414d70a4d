"""An order as its row, and back."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import RowMapping

from bot.domain.criteria import Criteria, Request, Suggestion
from bot.domain.grammar_text import LONGEST_LABEL
from bot.domain.order import Draft, Hold, Order, Person, PriceSource, Quote, State, Trouble
from bot.domain.parameters import from_parameters, to_parameters
from bot.store.columns import canonical


def place_key(criteria: Criteria) -> str:
    """What two requests for the same place have in common, however they were typed."""
    bare = to_parameters(replace(criteria, digits=None))
    del bare["quantity"]
    return canonical({name: value.casefold() for name, value in bare.items()})


def new_order(draft: Draft, number: int) -> Order:
    """The order that a draft becomes."""
    return Order(
        id=draft.id,
        number=number,
        state=State.CHECKING,
        revision=1,
        version=1,
        requester=draft.requester,
        channel=draft.channel,
        private=draft.private,
        request=draft.request,
        created_at=draft.created_at,
        expires_at=draft.expires_at,
        changed_at=draft.created_at,
        duplicate_of=draft.duplicate_of,
    )


def birth_row(draft: Draft) -> dict[str, Any]:
    """The columns of a new order; the database gives the number."""
    return {
        "id": draft.id,
        **_person("requester", draft.requester),
        "channel": draft.channel,
        "private": draft.private,
        "created_at": draft.created_at,
        "duplicate_of": draft.duplicate_of,
        **living_row(new_order(draft, number=0)),
    }


def living_row(order: Order) -> dict[str, Any]:
    """The columns of an order that change in its life."""
    return {
        "state": order.state.value,
        "revision": order.revision,
        "version": order.version,
        **_request(order.request),
        "expires_at": order.expires_at,
        "changed_at": order.changed_at,
        **_quote(order.quote),
        **_person("decided_by", order.decided_by),
        "decided_at": order.decided_at,
        "reason": order.reason,
        **_hold(order.hold),
        "suggestions": [asdict(each) for each in order.suggestions],
        "changed_by": " ".join(order.changed_by) or None,
        "reminded_at": order.reminded_at,
        "escalated_at": order.escalated_at,
        "auto_rule": order.auto_rule,
    }


def to_order(row: RowMapping) -> Order:
    """The order of a whole row."""
    return Order(
        id=row["id"],
        number=row["number"],
        state=State(row["state"]),
        revision=row["revision"],
        version=row["version"],
        requester=to_person(row, "requester"),
        channel=row["channel"],
        private=row["private"],
        request=_to_request(row),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        changed_at=row["changed_at"],
        quote=_to_quote(row),
        decided_by=to_person(row, "decided_by") if row["decided_by"] else None,
        decided_at=row["decided_at"],
        reason=row["reason"],
        hold=_to_hold(row),
        suggestions=tuple(map(_to_suggestion, row["suggestions"])),
        duplicate_of=row["duplicate_of"],
        changed_by=tuple((row["changed_by"] or "").split()),
        reminded_at=row["reminded_at"],
        escalated_at=row["escalated_at"],
        auto_rule=row["auto_rule"],
    )


def _to_suggestion(kept: str | dict[str, Any]) -> Suggestion:
    """Kept as its command alone, before it was counted and had words of its own."""
    known: dict[str, Any] = {"text": kept} if isinstance(kept, str) else kept
    return Suggestion(**{"label": known["text"][:LONGEST_LABEL], **known})


def to_person(row: Mapping[Any, Any], column: str) -> Person:
    """The person whose id stands in that column, the names beside it."""
    return Person(row[column], row[f"{column}_name"], row[f"{column}_team"])


def _person(column: str, person: Person | None) -> dict[str, Any]:
    return {
        column: person.id if person else None,
        f"{column}_name": person.name if person else None,
        f"{column}_team": person.team if person else None,
    }


def _request(request: Request) -> dict[str, Any]:
    return {
        "criteria": to_parameters(request.criteria),
        "place": place_key(request.criteria),
        "quantity": request.criteria.quantity,
        "quantity_given": request.quantity_given,
        "purpose": request.purpose,
        **_person("for_whom", request.for_whom),
        "cost_center": request.cost_center,
    }


def _to_request(row: RowMapping) -> Request:
    return Request(
        criteria=from_parameters(row["criteria"]),
        purpose=row["purpose"],
        quantity_given=row["quantity_given"],
        for_whom=to_person(row, "for_whom") if row["for_whom"] else None,
        cost_center=row["cost_center"],
    )


def _quote(quote: Quote | None) -> dict[str, Any]:
    return {
        "quote_each": quote.each if quote else None,
        "quote_source": quote.source.value if quote else None,
        "quote_seen": quote.seen if quote else None,
        "quote_checked_at": quote.checked_at if quote else None,
    }


def _to_quote(row: RowMapping) -> Quote | None:
    if row["quote_source"] is None:
        return None
    return Quote(
        each=row["quote_each"],
        source=PriceSource(row["quote_source"]),
        seen=row["quote_seen"],
        checked_at=row["quote_checked_at"],
    )


def _hold(hold: Hold | None) -> dict[str, Any]:
    return {
        "hold_trouble": hold.trouble.value if hold else None,
        "hold_detail": hold.detail if hold else None,
        "hold_next_try_at": hold.next_try_at if hold else None,
    }


def _to_hold(row: RowMapping) -> Hold | None:
    if row["hold_trouble"] is None:
        return None
    return Hold(Trouble(row["hold_trouble"]), row["hold_detail"], row["hold_next_try_at"])
