"""Keep every card and notice in Slack in step with the ledger."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.books import Books
from bot.domain import jobs
from bot.domain.errors import SlackRefusedError, SlackUnavailableError
from bot.domain.jobs import Claim
from bot.domain.order import FINAL, OPEN, Order, State
from bot.domain.picture import Card, Picture
from bot.ports import Announcer, Clock, Ledger
from bot.services.alarming import alarm
from bot.services.picturing import Picturing
from bot.services.redrawing import COPY, DEADLINE, WHOM
from bot.services.retrying import retry_at

SOON = timedelta(seconds=1)
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
UNUSABLE = frozenset(
    {"not_in_channel", "channel_not_found", "restricted_action", "no_permission"}
    | {"restricted_action_read_only_channel", "restricted_action_thread_only_channel"}
    | {"is_archived", "is_inactive"}  # The first is said to a new message, the other to an update.
)
MANAGERS_CARDS = frozenset({"approval", "review", "own", "lapsed"})
ASKING = frozenset({State.CHECKING, State.AWAITING_APPROVAL, State.NEEDS_REVIEW})
UNDER_THE_CARD = ("own", "lapsed:")
SAID_ANYWAY = ("root", "own", "lapsed:", "notice:changed:", "notice:question:")
"""Notices of what happened, wherever the order stands by now."""
NEVER_ASKED = frozenset({State.CHECKING, State.REFUSED})
CONCERNS_WHOM = (OPEN - {State.CHECKING}) | {State.COMPLETED, State.PARTIAL}
"""Whom an order is for first hears of it once it is let in, and not of one that came to nothing."""
DIRECT = (COPY, WHOM)


@dataclass(frozen=True, slots=True)
class Announcing:
    """Runs the `draw` job.

    Attributes:
        approval_channel: Where managers decide, and where a review card stands.
    """

    ledger: Ledger
    announcer: Announcer
    picturing: Picturing
    clock: Clock
    approval_channel: str

    async def draw(self, claim: Claim) -> datetime | None:
        """Post the card, or draw it anew; returns when to try again, if that is needed."""
        order_id, kind = claim.job.payload["order"], claim.job.payload["card"]
        picture = await self.picturing.picture(order_id)
        if picture is None:
            return None
        card = await self._card(order_id, kind)
        if card.ts and _is_said(picture.order, card):
            return None
        try:
            if card.ts:
                return await self._redraw(picture, card)
            return await self._post(picture, card, look_first=claim.fence > 1)
        except SlackUnavailableError as error:
            return retry_at(claim, error, self.clock.now())

    async def _redraw(self, picture: Picture, card: Card) -> datetime | None:
        try:
            await self.announcer.redraw(picture, card)
        except SlackRefusedError as error:
            if card.kind.startswith((*DIRECT, DEADLINE)):
                return None
            if error.code not in GONE and not self._is_astray(card):
                return await self._move_house(picture, card, error)
            # Deleted by hand, or left behind where managers decide no more: posted again, once.
            # Looking first could find the very message that can't be drawn anew.
            unposted = replace(card, ts="")
            await self._place(unposted)
            return await self._post(picture, unposted, look_first=False)
        return None

    async def _post(self, picture: Picture, card: Card, *, look_first: bool) -> datetime | None:
        if not _is_due(picture.order, card):
            return None
        if card.kind.startswith(DIRECT):
            return await self._post_direct(picture, card, look_first=look_first)
        placed = await self._where(picture, card)
        if placed is None:
            return self.clock.now() + SOON
        try:
            posted = await self.announcer.post(picture, placed, look_first=look_first)
        except SlackRefusedError as error:
            return await self._move_house(picture, placed, error)
        await self._keep(picture, posted)
        return None

    async def _keep(self, picture: Picture, posted: Card) -> None:
        """Write down where a card stands; of two that runs posted at once, the second goes again.

        Else it would stand there for ever as it was: no later run knows of it.
        """
        kept = await self.ledger.write(lambda books: _first(books, picture.order, posted))
        if kept.ts != posted.ts and not _is_said(picture.order, posted):
            with suppress(SlackRefusedError):
                await self.announcer.retract(posted)

    async def _post_direct(self, picture: Picture, card: Card, *, look_first: bool) -> None:
        """Tell one person by direct message too; where Slack refuses that, channels have to do."""
        try:
            home = await self.announcer.direct(_reader(picture.order, card))
            there = replace(card, channel=home)
            posted = await self.announcer.post(picture, there, look_first=look_first)
        except SlackRefusedError:
            return
        await self._keep(picture, posted)

    async def _where(self, picture: Picture, card: Card) -> Card | None:
        """The card with its conversation; None while its thread's root can't be posted."""
        order = picture.order
        if card.kind.startswith(UNDER_THE_CARD):
            return _under(await self._card(order.id, "approval"), card)
        if _is_managers(card):
            return replace(card, channel=self.approval_channel)
        if card.kind == "root":
            place = card.channel or order.channel
            return replace(card, channel=place or await self.announcer.direct(order.requester.id))
        root = await self._card(order.id, "root")
        if not root.ts:
            # The root's own job may stand behind this one in their lane.
            await self._post(picture, root, look_first=True)
            root = await self._card(order.id, "root")
        return _under(root, card)

    async def _move_house(self, picture: Picture, card: Card, error: SlackRefusedError) -> datetime:
        """A conversation can't be used: the requester's DM for theirs, an alarm for managers'.

        Returns:
            When to draw it there: at once.

        Raises:
            SlackUnavailableError: The managers' channel has no substitute: try again later.
            SlackRefusedError: The refusal is not about the conversation.
        """
        order = picture.order
        if error.code not in UNUSABLE:
            # It is the message that Slack will not have: another conversation is no cure.
            raise error
        if _is_managers(card):
            await self._raise_alarm(order, error.code)
            raise SlackUnavailableError(error.user_message, code=error.code) from error
        home = await self.announcer.direct(order.requester.id)
        if card.channel == home:
            raise error
        await self._place(Card(order.id, "root", channel=home))
        return self.clock.now()

    async def _raise_alarm(self, order: Order, code: str) -> None:
        """Tell people that the managers are not asked; a decided order asks nothing."""
        if order.state not in ASKING:
            return
        now = self.clock.now()
        await self.ledger.write(lambda books: alarm(books, "approval_channel", order.id, code, now))

    def _is_astray(self, card: Card) -> bool:
        return _is_managers(card) and card.channel != self.approval_channel

    async def _card(self, order_id: str, kind: str) -> Card:
        return await self.ledger.read(lambda books: _card(books, order_id, kind))

    async def _place(self, card: Card) -> None:
        await self.ledger.write(lambda books: books.put_card(card))


def _under(head: Card, card: Card) -> Card | None:
    """The card in the thread of another one; None until that stands."""
    return replace(card, channel=head.channel, thread_ts=head.ts) if head.ts else None


def _reader(order: Order, card: Card) -> str:
    """Whose direct messages the card is for."""
    if card.kind.startswith(COPY):
        return card.kind.removeprefix(COPY).partition(":")[0]
    return (order.request.for_whom or order.requester).id


def _is_managers(card: Card) -> bool:
    return card.kind.partition(":")[0] in MANAGERS_CARDS


def _card(books: Books, order_id: str, kind: str) -> Card:
    known = (card for card in books.cards(order_id) if card.kind == kind)
    return next(known, Card(order_id, kind))


def _first(books: Books, drawn: Order, posted: Card) -> Card:
    """The card that counts: where another run has posted it meanwhile, that one.

    Whoever moved the order since it was drawn knew of no such copy, and asked for none anew.
    """
    if posted.kind.startswith(COPY):
        order = books.order(drawn.id)
        if order is not None and order.version != drawn.version:
            books.want(jobs.draw(drawn.id, posted.kind))
    known = _card(books, posted.order_id, posted.kind)
    if known.ts:
        return known
    books.put_card(posted)
    return posted


def _is_said(order: Order, card: Card) -> bool:
    """Whether a message that is posted stays as it is; a warning names the deadline that holds."""
    if card.kind.startswith(DEADLINE):
        return order.state is not State.AWAITING_APPROVAL
    return card.kind.startswith(("notice:", f"{WHOM}:"))


def _is_due(order: Order, card: Card) -> bool:
    """Whether a card that is not posted yet is still worth posting."""
    match card.kind:
        case "approval":
            # What a rule approved is told to the managers, however soon it was bought.
            return bool(order.auto_rule) or order.state not in NEVER_ASKED | FINAL
        case "review":
            return order.state is State.NEEDS_REVIEW
        case kind if kind.startswith((DEADLINE, COPY, WHOM)):
            waits = frozenset({State.AWAITING_APPROVAL})
            return order.state in (CONCERNS_WHOM if kind.startswith(WHOM) else waits)
        case kind if kind.startswith(SAID_ANYWAY):
            return True
        case _:
            return card.kind == f"notice:{order.state.value}"
