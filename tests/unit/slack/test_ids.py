import re

import pytest

from bot.slack.ids import (
    ActionId,
    OrderRef,
    QuestionRef,
    numbered,
    read_action,
    read_question,
    read_ref,
)
from tests.unit.slack.build import ID


def test_a_buttons_value_reads_as_the_reference_that_it_was_written_from() -> None:
    ref = OrderRef(ID, 12)

    assert ref.value == f"{ID}:12"
    assert read_ref(ref.value) == ref


@pytest.mark.parametrize("value", ["", ID, f"{ID}:", f"{ID}:x", f"{ID}:²", ":1", f"{ID}:1:2"])
def test_a_value_that_is_none_of_ours_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(value)}$"):
        read_ref(value)


def test_a_questions_button_names_its_order_and_its_number() -> None:
    ref = QuestionRef(ID, 2)

    assert ref.value == f"{ID}:2"
    assert read_question(ref.value) == ref


def test_numbered_buttons_do_what_their_kind_does() -> None:
    assert read_action(numbered(ActionId.PLACE, 2)) is ActionId.PLACE
    assert read_action("approve") is ActionId.APPROVE
