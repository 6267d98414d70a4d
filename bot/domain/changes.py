"""A change of what is asked, as an approver fills it in: quantity and place, read or refused."""

from bot.domain.criteria import Criteria, CriteriaError, Request
from bot.domain.errors import BotError
from bot.domain.fields import Field
from bot.domain.grammar import OrderCommand, read_command
from bot.domain.grammar_writing import command_text_as_given
from bot.domain.parameters import read_quantity
from bot.domain.places import Gazetteer


class ChangeError(BotError):
    """The approver's turn: a field can't be read, or nothing is changed.

    Attributes:
        field: Which.
    """

    def __init__(self, user_message: str, field: Field) -> None:
        """Keep the field beside the sentence that stands below it."""
        super().__init__(user_message)
        self.field = field


def where_text(criteria: Criteria) -> str:
    """Place and digits as a command has them, such as `Cary, NC ending 2020`."""
    return " ".join(command_text_as_given(Request(criteria, quantity_given=False)).split())


def read_change(quantity: str, where: str, gazetteer: Gazetteer) -> Criteria:
    """What the two fields ask for.

    Args:
        quantity: As typed.
        where: Place and digits, by the grammar of the command.
        gazetteer: Asked only where the place is unclear.

    Raises:
        ChangeError: One of them can't be read.
    """
    try:
        count = read_quantity(quantity.strip())
    except CriteriaError as error:
        raise ChangeError(error.user_message, Field.QUANTITY) from error
    return _read_where(where, count, gazetteer)


def is_fewer(before: Criteria, after: Criteria) -> bool:
    """Whether the change asks for fewer TNs, and for nothing else."""
    return after.quantity < before.quantity and after == before.of(after.quantity)


def _read_where(where: str, count: int, gazetteer: Gazetteer) -> Criteria:
    try:
        command = read_command(where, default_quantity=count, gazetteer=gazetteer)
    except CriteriaError as error:
        hint = _hint(error, count, gazetteer)
        raise ChangeError(f"{error.user_message}{hint}", Field.WHERE) from error
    if not isinstance(command, OrderCommand):
        raise ChangeError("Where? Such as Cary NC, 27513 or 919 ending 2020.", Field.WHERE)
    request = command.request
    if request.quantity_given:
        raise ChangeError("The quantity has a field of its own.", Field.WHERE)
    if request.purpose:
        raise ChangeError("The reason stays as it is: leave “for …” out.", Field.WHERE)
    return request.criteria


def _hint(error: CriteriaError, count: int, gazetteer: Gazetteer) -> str:
    """How to write what may have been meant; nothing where nobody can tell."""
    texts = [reading.text for reading in error.readings if _reads(reading.text, count, gazetteer)]
    return f" Write: {' or '.join(texts)}" if texts else ""


def _reads(where: str, count: int, gazetteer: Gazetteer) -> bool:
    try:
        _read_where(where, count, gazetteer)
    except ChangeError:
        return False
    return True
