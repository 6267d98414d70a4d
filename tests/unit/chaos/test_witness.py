"""What the witness's lines say of answers that were lost."""

from typing import Any

from tests.chaos.witness import INTENT, lost_answers

RECORD = "Fulfilling._send/_receive"


def line(point: str, *, at: float = 0, pid: int = 1, came: str = "something") -> dict[str, Any]:
    return {"at": at, "pid": pid, "job": "buy:order", "point": point, "came": came}


def bought(*, came: str = "bought", took_s: float = 0.1) -> list[dict[str, Any]]:
    return [
        line(f"before:{INTENT}"),
        line(f"after:{INTENT}"),
        line("before:carrier.buy"),
        line("after:carrier.buy", came=came),
        line(f"after:{RECORD}", at=took_s),
    ]


def lost(lines: list[dict[str, Any]]) -> list[str]:
    return lost_answers(lines, late_after_s=2)


def test_an_answer_that_was_written_down_is_not_lost() -> None:
    assert lost(bought()) == []


def test_an_answer_that_nobody_wrote_down_is_lost() -> None:
    assert lost(bought()[:-1]) == ["order"]


def test_a_call_that_brought_no_usable_answer_is_lost() -> None:
    assert lost(bought(came="lost")) == ["order"]


def test_an_answer_that_came_after_the_lease_is_lost() -> None:
    assert lost(bought(took_s=2.5)) == ["order"]


def test_an_intent_that_was_not_written_loses_nothing() -> None:
    refused = [line(f"before:{INTENT}"), line(f"after:{INTENT}", came="nothing")]

    assert lost(refused) == []


def test_each_attempt_counts_by_itself() -> None:
    again = [{**each, "pid": 2} for each in bought()]

    assert lost([*bought()[:2], *again]) == ["order"]


def test_the_place_of_a_death_is_no_line_of_its_own() -> None:
    died = {"at": 0, "pid": 1, "job": "buy:order", "point": "after:carrier.buy", "fate": "die"}

    assert lost([*bought()[:4], died]) == ["order"]
