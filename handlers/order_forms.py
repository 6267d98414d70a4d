"""The order form: every way to open it, its fields while they are filled in, and sending it."""

from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.criteria import Request
from bot.domain.fields import Field
from bot.domain.grammar_text import as_purpose
from bot.domain.order import Person
from bot.domain.picture import House, ReplyKind
from bot.domain.places import Gazetteer
from bot.domain.rules import Policy
from bot.domain.wishes import WishError, read_wish, understood
from bot.services.placing import Ask, Placing
from bot.services.previewing import Previewing
from bot.services.telling import News, Telling
from bot.slack import payloads
from bot.slack.filled import Filled, read_filled
from bot.slack.forms import FormUpdates
from bot.slack.ids import ActionId, CallbackId
from bot.slack.payloads import SlashCommand
from bot.slack.sheets import Sheet, is_behind, read_sheet
from bot.slack.shortcuts import read_shortcut
from bot.slack.views import Message, previews
from bot.slack.views.blocks import Block
from bot.slack.views.order_form import (
    BLANK,
    closed_form,
    not_opened,
    order_form,
    refused_field,
    unreadable_fields,
)
from bot.slack.views.text import Rich
from handlers.forms import is_opened, open_or_tell

_LIVE = (Field.KIND, Field.MATCH, Field.DIGITS)
"""The fields on which others, or what is said about them, depend."""
_LOOKED_UP = (Field.FOR_WHOM, Field.COST_CENTER)


@dataclass(frozen=True, slots=True)
class OrderForms:
    """Opens the form, keeps it in step with what is chosen in it, and takes what is sent."""

    placing: Placing
    previewing: Previewing
    telling: Telling
    updates: FormUpdates
    slack: AsyncWebClient
    gazetteer: Gazetteer
    policy: Policy
    house: House

    async def typed(self, command: SlashCommand) -> Message | None:
        """Open the form for a bare command; what to ack with where it does not open."""
        sheet = Sheet({}, command.channel, command.private, command.response_url)
        form = self._opening(sheet, command.user)
        opened = await is_opened(self.slack, command.trigger_id, form)
        return None if opened else not_opened(self.house, BLANK)

    async def pressed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Open the form by a button, filled in with what can be read of its command."""
        click = payloads.read_click(body)
        typed = understood(click.value, self.gazetteer)
        sheet = Sheet(typed, click.channel, click.private, click.response_url)
        await self._open(sheet, _news(click.trigger_id, click.user, sheet, click.value))
        await ack()

    async def shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Open the form by a shortcut; a message becomes the purpose."""
        used = read_shortcut(body)
        typed = {Field.PURPOSE.value: as_purpose(used.message)}
        sheet = Sheet(typed, used.channel, used.private, used.response_url)
        await self._open(sheet, _news(used.trigger_id, used.user, sheet, BLANK))
        await ack()

    async def changed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Show the fields that what was chosen calls for, and what the digits mean."""
        filled = read_filled(body)
        self.updates.update(filled.view_id, filled.view_hash, self._draw(read_sheet(filled)))
        await ack()

    async def addressed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Look up beside the ack whom it is for, and who may have the cost center pay."""
        filled = read_filled(body)
        chosen = [filled.words(field) for field in _LOOKED_UP]
        self.updates.begin(self.placing.admitting.acquaint(*chosen))
        await ack()

    async def check(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Show in the form what is free; the carrier is asked beside the ack."""
        filled = read_filled(body)
        sheet = read_sheet(filled)
        request = self._so_far(sheet)
        if request is None:
            form = self._draw(sheet, previews.nothing_checked())
            self.updates.update(filled.view_id, filled.view_hash, form)
        else:
            form = self._draw(sheet, previews.looking(self.house))

            async def found() -> Block:
                return await self._found(filled.user, sheet, request)

            self.updates.update(filled.view_id, filled.view_hash, form, found)
        await ack()

    async def submit(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit the request, which closes the form; or say below a field what is wrong."""
        filled = read_filled(body)
        sheet = read_sheet(filled)
        if is_behind(filled, sheet):
            await ack(response_action="update", view=self._draw(sheet))
            return
        wrong = await self._submit(filled, sheet)
        if wrong:
            await ack(response_action="errors", errors=wrong)
        else:
            await ack()

    async def _submit(self, filled: Filled, sheet: Sheet) -> dict[str, str]:
        """What is wrong with the fields; nothing when the request is committed."""
        try:
            request = read_wish(sheet.typed, self.policy.limits.default_quantity)
        except WishError as error:
            return unreadable_fields(error)
        placed = await self.placing.place(_ask(filled, sheet, request))
        if placed.order is not None or placed.repeated:
            return {}
        return refused_field(placed.refusal, sheet.typed, placed.names, self.house)

    def _so_far(self, sheet: Sheet) -> Request | None:
        try:
            return read_wish(sheet.typed, self.policy.limits.default_quantity)
        except WishError:
            return None

    async def _found(self, user: str, sheet: Sheet, request: Request) -> Block:
        preview = await self.previewing.preview(user, request)
        return self._draw(sheet, previews.found(preview, self.house))

    def _draw(self, sheet: Sheet, said: list[Rich] | None = None) -> Block:
        return order_form(sheet, self.policy, self.house, said or [])

    def _opening(self, sheet: Sheet, user: str) -> Block:
        """The form, or why this person may ask for nothing, where that is known."""
        refused = self.placing.standing(user)
        if refused is not None:
            return closed_form(refused.refusal, refused.names, self.house)
        known = sheet.typed.get(Field.FOR_WHOM) or user
        return self._draw(replace(sheet, typed={**sheet.typed, Field.FOR_WHOM.value: known}))

    async def _open(self, sheet: Sheet, otherwise: News) -> None:
        form = self._opening(sheet, otherwise.user)
        await open_or_tell(self.slack, self.telling, form, otherwise)


def register(app: AsyncApp, forms: OrderForms) -> None:
    """Route the button, the shortcuts, the fields and the form."""
    app.action(ActionId.OPEN_FORM)(forms.pressed)
    app.shortcut(CallbackId.ORDER)(forms.shortcut)
    app.shortcut(CallbackId.ORDER_FOR_MESSAGE)(forms.shortcut)
    for field in _LIVE:
        app.action(field)(forms.changed)
    for field in _LOOKED_UP:
        app.action(field)(forms.addressed)
    app.action(ActionId.CHECK)(forms.check)
    app.view(CallbackId.ORDER)(forms.submit)


def _news(trigger_id: str, user: str, sheet: Sheet, command: str) -> News:
    """That the form did not open, and a button that opens it with the same command."""
    kind = ReplyKind.FORM_NOT_OPENED
    return News(trigger_id, kind, user, sheet.response_url, detail=command)


def _ask(filled: Filled, sheet: Sheet, request: Request) -> Ask:
    return Ask(
        key=filled.trigger_id,
        person=Person(filled.user, filled.user_name),
        channel=sheet.destination,
        private=sheet.private,
        request=request,
        response_url=sheet.response_url or filled.response_url,
        form=filled.view_id,
    )
