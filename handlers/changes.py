"""Change…: the form that asks for fewer, for more or for another place."""

from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.changes import ChangeError, read_change
from bot.domain.criteria import Criteria
from bot.domain.fields import Field
from bot.domain.order import Order
from bot.domain.picture import House
from bot.domain.places import Gazetteer
from bot.domain.policy import Act
from bot.services.changing import Changing
from bot.slack import payloads
from bot.slack.filled import Filled, read_filled
from bot.slack.forms import FormUpdates
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.views.change import change_form, label, over_the_limit, unchanged, unreadable
from handlers.clicks import choice_from
from handlers.opening import Opening


@dataclass(frozen=True, slots=True)
class Changes:
    """Takes changes of what is asked; the service decides whether they count."""

    changing: Changing
    opening: Opening
    updates: FormUpdates
    gazetteer: Gazetteer
    house: House

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Open the form, filled in with what is asked now."""
        await self.opening.open(payloads.read_click(body), change_form)
        await ack()

    async def typed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Let the form's button say what sending it would bring about now."""
        filled = read_filled(body)
        order = await self._order(filled.order_ref.order_id)
        wanted = self._so_far(filled)
        if order is not None and label(order, wanted) != filled.submit:
            named = self.opening.named(order)
            self.updates.update(filled.view_id, filled.view_hash, change_form(named, wanted))
        await ack()

    async def submit(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit the change, which closes the form; or say below a field what is wrong."""
        filled = read_filled(body)
        wrong = await self._submit(filled)
        if wrong:
            await ack(response_action="errors", errors=wrong)
        else:
            await ack()

    async def _submit(self, filled: Filled) -> dict[str, str]:
        """What is wrong with the fields; nothing when the change is committed."""
        try:
            wanted = self._read(filled)
        except ChangeError as error:
            return unreadable(error)
        order = await self._order(filled.order_ref.order_id)
        if order is not None and order.request.criteria == wanted:
            return unchanged(order)
        choice = choice_from(filled, Act.CHANGE, BlockId.NOTE)
        verdict = await self.changing.change(choice, wanted)
        return {} if verdict.allowed else over_the_limit(verdict, self.house)

    def _read(self, filled: Filled) -> Criteria:
        quantity, where = filled.words(Field.QUANTITY), filled.words(Field.WHERE)
        return read_change(quantity, where, self.gazetteer)

    def _so_far(self, filled: Filled) -> Criteria | None:
        try:
            return self._read(filled)
        except ChangeError:
            return None

    async def _order(self, order_id: str) -> Order | None:
        return await self.opening.looking.by_id(order_id)


def register(app: AsyncApp, changes: Changes) -> None:
    """Route the button, the fields and the form."""
    app.action(ActionId.CHANGE)(changes.open)
    app.action(Field.QUANTITY)(changes.typed)
    app.action(Field.WHERE)(changes.typed)
    app.view(CallbackId.CHANGE)(changes.submit)
