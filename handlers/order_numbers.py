"""`/order-numbers …`, and the buttons that place a request as if it were typed."""

import re
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.criteria import CriteriaError, Request
from bot.domain.grammar import (
    AwayCommand,
    BackCommand,
    CancelCommand,
    Command,
    FormCommand,
    HelpCommand,
    MineCommand,
    OrderCommand,
    StatusCommand,
    read_command,
)
from bot.domain.order import Person
from bot.domain.picture import House, Reply, ReplyKind
from bot.domain.places import Gazetteer
from bot.domain.policy import Act
from bot.domain.rules import Policy
from bot.services.absenting import Absence, Absenting
from bot.services.approving import Approving
from bot.services.budgeting import Budgeting
from bot.services.choosing import Choice
from bot.services.looking import Looking
from bot.services.placing import Ask, Placed, Placing
from bot.slack import payloads
from bot.slack.ids import ActionId
from bot.slack.payloads import Click, PayloadError, SlashCommand
from bot.slack.views import Message
from bot.slack.views.help import help_card
from bot.slack.views.receipts import had_already, received
from bot.slack.views.refusals import why
from bot.slack.views.replies import answer
from bot.slack.views.status import mine
from bot.slack.views.unreadable import unreadable
from handlers.order_forms import OrderForms

_PLACING = re.compile(rf"\A({ActionId.PLACE}|{ActionId.ORDER_AGAIN})(:[0-9]+)?\Z")


@dataclass(frozen=True, slots=True)
class OrderNumbers:
    """Takes what people type."""

    placing: Placing
    approving: Approving
    looking: Looking
    gazetteer: Gazetteer
    policy: Policy
    house: House
    budgeting: Budgeting
    absenting: Absenting
    forms: OrderForms

    async def typed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Answer the command; what it asks for is committed before the ack."""
        command = payloads.read_command(body)
        try:
            said = await self._answer(command, self._read(command.text))
        except CriteriaError as error:
            said = unreadable(error, self.house, command.text)
        if said is None:
            await ack()
        else:
            await ack(text=said.text, blocks=said.blocks, response_type="ephemeral")

    async def pressed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Place what a button stands for; its answer follows privately.

        Raises:
            PayloadError: The button carries something else.
            CriteriaError: What it carries can't be read.
        """
        click = payloads.read_click(body)
        command = self._read(click.value)
        if not isinstance(command, OrderCommand):
            raise PayloadError("This button places nothing.")
        await self.placing.place(_ask(click, command.request, click.response_url))
        await ack()

    def _read(self, text: str) -> Command:
        return read_command(
            text, default_quantity=self.policy.limits.default_quantity, gazetteer=self.gazetteer
        )

    async def _answer(self, command: SlashCommand, read: Command) -> Message | None:
        match read:
            case OrderCommand(request):
                placed = await self.placing.place(_ask(command, request))
                return self._receipt(placed)
            case StatusCommand(number) | CancelCommand(number):
                act = Act.LOOK if isinstance(read, StatusCommand) else Act.CANCEL
                return await self._decide(command, act, number)
            case AwayCommand() | BackCommand():
                return await self._be_absent(command, read)
            case MineCommand():
                return mine(await self.looking.mine(command.user), self.house)
            case HelpCommand() | FormCommand():
                return await self._introduce(command, read)

    async def _introduce(
        self, command: SlashCommand, read: HelpCommand | FormCommand
    ) -> Message | None:
        """The form; or what can be typed, and why this reader may ask for nothing."""
        if isinstance(read, FormCommand):
            return await self.forms.typed(command)
        reader = command.user
        refused = self.placing.standing(reader)
        reason = refused and why(refused.refusal, refused.names, self.house)
        room = await self.budgeting.tightest(reader)
        return help_card(self.house, self.policy.limits, reason, room)

    def _receipt(self, placed: Placed) -> Message:
        if placed.repeated:
            return had_already(self.house)
        if placed.order is None:
            return answer(placed.refusal, placed.names, self.house)
        return received(placed.order, self.house, placed.twin)

    async def _be_absent(
        self, command: SlashCommand, read: AwayCommand | BackCommand
    ) -> Message | None:
        """Commit an absence or its end; the answer comes as soon as it is known."""
        until = read.until if isinstance(read, AwayCommand) else None
        if isinstance(read, AwayCommand) and not (until and self.absenting.may_last(until)):
            example = self.absenting.example.isoformat()
            return answer(Reply(ReplyKind.AWAY_WHEN, detail=example), {}, self.house)
        absence = Absence(command.trigger_id, command.user, until, command.response_url)
        await self.absenting.say(absence)
        return None

    async def _decide(self, command: SlashCommand, act: Act, number: int) -> Message | None:
        """Decide like a click would; the answer comes as soon as it is known."""
        order = await self.looking.by_number(number)
        if order is None:
            return answer(Reply(ReplyKind.NO_SUCH_ORDER, detail=str(number)), {}, self.house)
        choice = Choice(
            key=command.trigger_id,
            act=act,
            person=Person(command.user, command.user_name),
            order_id=order.id,
            revision=order.revision,
            response_url=command.response_url,
        )
        await self.approving.decide(choice)
        return None


def register(app: AsyncApp, order_numbers: OrderNumbers, command: str) -> None:
    """Route the command and the placing buttons."""
    app.command(command)(order_numbers.typed)
    app.action(_PLACING)(order_numbers.pressed)


def _ask(source: SlashCommand | Click, request: Request, response_url: str | None = None) -> Ask:
    return Ask(
        key=source.trigger_id,
        person=Person(source.user, source.user_name),
        channel=source.channel,
        private=source.private,
        request=request,
        response_url=response_url,
    )
