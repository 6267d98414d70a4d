"""The form in which numbers are asked for: which fields stand in it depends on what was chosen."""

from collections.abc import Callable, Mapping, Sequence

from bot.domain.criteria import Match
from bot.domain.fields import Field
from bot.domain.grammar_text import LONGEST_TEXT
from bot.domain.picture import House, Reply, ReplyKind
from bot.domain.rules import Policy
from bot.domain.us_states import STATES
from bot.domain.wishes import NO_COST_CENTER, PLACES, Kind, Typed, WishError, fields_for, kind_of
from bot.slack.ids import ActionId, CallbackId
from bot.slack.sheets import Sheet
from bot.slack.views.blocks import Block, Message, button, message, mrkdwn, plain
from bot.slack.views.fields import (
    choice_field,
    field,
    form,
    line_field,
    option,
    quantity_field,
    words_field,
)
from bot.slack.views.previews import explanation
from bot.slack.views.refusals import why
from bot.slack.views.text import Rich, code, joined, say
from bot.slack.views.words import not_before, practice

TITLE = "Order numbers"
BLANK = "?"
"""The value of a button that opens the form empty: a command that asks for nothing."""
_KINDS: Mapping[str, str] = {
    Kind.CITY: "City and state",
    Kind.STATE: "State",
    Kind.ZIP: "ZIP code",
    Kind.AREA_CODE: "Area code",
    Kind.TOLL_FREE: "Toll-free",
}
_ANY = "any"
_MATCHES: Mapping[str, str] = {
    _ANY: "Any digits",
    Match.CONTAINING: "Containing…",
    Match.STARTING: "Starting, after the area code, with…",
    Match.ENDING: "Ending in…",
    Match.PATTERN: "Matching a pattern…",
}
_MAX_CITY = 130  # 40 letters, each perhaps with a hyphen and a blank.
_MAX_DIGITS = 20
_ABOUT_OTHERS = {
    ReplyKind.TOO_MANY: Field.QUANTITY,
    ReplyKind.FOR_OUTSIDER: Field.FOR_WHOM,
    ReplyKind.TOO_MANY_FOR_THEM: Field.FOR_WHOM,
    ReplyKind.COST_CENTER: Field.COST_CENTER,
    ReplyKind.NOT_CHARGER: Field.COST_CENTER,
}
_ABOUT_PLACES = (ReplyKind.STATE, ReplyKind.STATE_NOT_KNOWN, ReplyKind.AREA_CODE)


def order_form(sheet: Sheet, policy: Policy, house: House, said: Sequence[Rich] = ()) -> Block:
    """The modal for `views.open`, and for `views.update` while it is filled in.

    Args:
        sheet: What stands in it.
        policy: What may be asked for, and which teams can be chosen to pay.
        house: What is the same for all.
        said: What a check has found.
    """
    shown = [*fields_for(sheet.typed), Field.FOR_WHOM]
    shown += [Field.COST_CENTER] if policy.cost_centers else []
    shown += [] if sheet.channel else [Field.CHANNEL]
    fields = [block for each in shown for block in _FIELDS[each](sheet.typed, policy)]
    check = button(ActionId.CHECK, "Check what is free", "check")
    small = joined([not_before(house), *practice(house)])
    below = message(said, [check], [small])
    return form(
        CallbackId.ORDER,
        sheet.about,
        title=TITLE,
        submit="Send for approval",
        blocks=[*fields, *below.blocks],
    )


def closed_form(reply: Reply, names: Mapping[str, str], house: House) -> Block:
    """The modal for who may ask for nothing: why, and whom to ask."""
    said = message([why(reply, names, house)], footer=practice(house))
    title, close = plain(TITLE), plain("Close")
    return {"type": "modal", "title": title, "close": close, "blocks": list(said.blocks)}


def open_button(command: str) -> Block:
    """The button that opens the form, filled in with what can be read of a command."""
    fits = 0 < len(command) <= LONGEST_TEXT
    return button(ActionId.OPEN_FORM, "Open the form", command if fits else BLANK)


def not_opened(house: House, command: str) -> Message:
    """Slack did not open the form in time: how to do without, and a way to try again."""
    line = say(
        "The form did not open in time. Type what you need in one line, such as ",
        code(f"{house.command} Cary NC 2 for spring campaign"),
        ", or try again.",
    )
    return message([line], [open_button(command)])


def unreadable_fields(error: WishError) -> dict[str, str]:
    """What stands below the fields that are empty or can't be read."""
    return {field.value: sentence for field, sentence in error.errors.items()}


def refused_field(
    reply: Reply, typed: Typed, names: Mapping[str, str], house: House
) -> dict[str, str]:
    """What stands below the field that the policy does not allow, else below the first one."""
    places = PLACES[kind_of(typed)]
    where = Field.STATE if Field.STATE in places else (*places, Field.KIND)[0]
    fields = _ABOUT_OTHERS | dict.fromkeys(_ABOUT_PLACES, where)
    return {fields.get(reply.kind, Field.KIND).value: why(reply, names, house).plain}


def _kind(typed: Typed, _policy: Policy) -> list[Block]:
    return [choice_field(Field.KIND, "Where?", _KINDS, kind_of(typed), dispatch_action=True)]


def _city(typed: Typed, _policy: Policy) -> list[Block]:
    return [line_field(Field.CITY, "City", typed.get(Field.CITY, ""), most=_MAX_CITY)]


def _state(typed: Typed, _policy: Policy) -> list[Block]:
    return [choice_field(Field.STATE, "State", STATES, typed.get(Field.STATE, ""))]


def _zip(typed: Typed, _policy: Policy) -> list[Block]:
    return [line_field(Field.ZIP, "ZIP code", typed.get(Field.ZIP, ""), most=_MAX_DIGITS)]


def _area_code(typed: Typed, _policy: Policy) -> list[Block]:
    known = typed.get(Field.AREA_CODE, "")
    return [line_field(Field.AREA_CODE, "Area code", known, most=_MAX_DIGITS)]


def _local_number(typed: Typed, _policy: Policy) -> list[Block]:
    hint = "The exchange, such as 555: the 3 digits after the area code, or 4 of them."
    known = typed.get(Field.LOCAL_NUMBER, "")
    return [
        line_field(
            Field.LOCAL_NUMBER, "Local number", known, most=_MAX_DIGITS, hint=hint, optional=True
        )
    ]


def _nearby(typed: Typed, _policy: Policy) -> list[Block]:
    near = option("true", "Numbers that are local to that exchange will do too")
    chosen = {"initial_options": [near]} if typed.get(Field.NEARBY) else {}
    element = {"type": "checkboxes", "options": [near], **chosen}
    return [field(Field.NEARBY, "Nearby", element, optional=True)]


def _quantity(typed: Typed, policy: Policy) -> list[Block]:
    limits = policy.limits
    hint = f"Left empty, it is {limits.default_quantity}. At most {limits.quantity:,}."
    return [quantity_field(typed.get(Field.QUANTITY, ""), hint=hint, optional=True)]


def _match(typed: Typed, policy: Policy) -> list[Block]:
    most = min(policy.limits.quantity, policy.limits.chosen)
    hint = f"Chosen digits: at most {most:,} numbers at a time."
    chosen = typed.get(Field.MATCH) or _ANY
    return [choice_field(Field.MATCH, "Digits", _MATCHES, chosen, hint=hint, dispatch_action=True)]


def _digits(typed: Typed, _policy: Policy) -> list[Block]:
    known = typed.get(Field.DIGITS, "")
    asked = line_field(
        Field.DIGITS, "Which digits or letters", known, most=_MAX_DIGITS, dispatch_action=True
    )
    meaning = explanation(typed).mrkdwn
    return [asked, {"type": "context", "elements": [mrkdwn(meaning)]}] if meaning else [asked]


def _purpose(typed: Typed, _policy: Policy) -> list[Block]:
    hint = "Whoever decides reads this, such as: spring campaign."
    known = typed.get(Field.PURPOSE, "")
    return [words_field(Field.PURPOSE, "What for", hint, initial=known, optional=True)]


def _for_whom(typed: Typed, _policy: Policy) -> list[Block]:
    chosen = typed.get(Field.FOR_WHOM, "")
    initial = {"initial_user": chosen} if chosen else {}
    element: Block = {"type": "users_select", **initial}
    return [field(Field.FOR_WHOM, "For whom", element, optional=True, dispatch_action=True)]


def _cost_center(typed: Typed, policy: Policy) -> list[Block]:
    hint = "Whose budget pays; with none, those of the people it is by and for."
    options = {NO_COST_CENTER: "None"} | {each.name: each.name for each in policy.cost_centers}
    chosen = typed.get(Field.COST_CENTER) or NO_COST_CENTER
    more = {"optional": True, "dispatch_action": True}
    return [choice_field(Field.COST_CENTER, "Cost center", options, chosen, hint=hint, **more)]


def _channel(typed: Typed, _policy: Policy) -> list[Block]:
    hint = "Left empty, I write to you directly."
    chosen = typed.get(Field.CHANNEL, "")
    element: Block = {
        "type": "conversations_select",
        "filter": {"include": ["public"], "exclude_bot_users": True},
        "response_url_enabled": True,
        **({"initial_conversation": chosen} if chosen else {}),
    }
    return [field(Field.CHANNEL, "Channel to report to", element, hint=hint, optional=True)]


_FIELDS: Mapping[Field, Callable[[Typed, Policy], list[Block]]] = {
    Field.KIND: _kind,
    Field.CITY: _city,
    Field.STATE: _state,
    Field.ZIP: _zip,
    Field.AREA_CODE: _area_code,
    Field.LOCAL_NUMBER: _local_number,
    Field.NEARBY: _nearby,
    Field.QUANTITY: _quantity,
    Field.MATCH: _match,
    Field.DIGITS: _digits,
    Field.PURPOSE: _purpose,
    Field.FOR_WHOM: _for_whom,
    Field.COST_CENTER: _cost_center,
    Field.CHANNEL: _channel,
}
