"""Faults: what strikes which call, and how often."""

import pytest

from sandbox.carrier.faults import Call, FaultKind, Faults


def test_a_fault_strikes_once_unless_asked() -> None:
    faults = Faults()
    faults.add("slow", "search")

    assert [faults.strike(Call.SEARCH) for _ in range(2)] == [FaultKind.SLOW, None]


def test_a_fault_strikes_as_often_as_asked() -> None:
    faults = Faults()
    faults.add("slow", "search", times=2)

    assert [faults.strike(Call.SEARCH) for _ in range(3)] == [FaultKind.SLOW, FaultKind.SLOW, None]


@pytest.mark.parametrize("times", [0, None])
def test_a_fault_without_a_number_strikes_until_cleared(times: int | None) -> None:
    faults = Faults()
    faults.add("slow", times=times)

    struck = {faults.strike(Call.SEARCH) for _ in range(50)}
    faults.clear()

    assert struck == {FaultKind.SLOW}
    assert faults.strike(Call.SEARCH) is None


def test_a_fault_leaves_other_calls_alone() -> None:
    faults = Faults()
    faults.add("error_500_before", "order")

    assert faults.strike(Call.SEARCH) is None
    assert faults.strike(Call.ORDER) is FaultKind.ERROR_500_BEFORE


def test_a_fault_for_every_call_waits_for_one_that_it_can_happen_to() -> None:
    faults = Faults()
    faults.add("number_taken", "*")

    assert [faults.strike(call) for call in (Call.SEARCH, Call.ORDER, Call.ALLOCATE)] == [
        None,
        None,
        FaultKind.NUMBER_TAKEN,
    ]


def test_a_fault_waits_for_where_it_can_happen() -> None:
    faults = Faults()
    faults.add("backordered", "order")

    here = faults.strike(Call.ORDER, foreign=frozenset({FaultKind.BACKORDERED}))

    assert here is None
    assert faults.strike(Call.ORDER) is FaultKind.BACKORDERED


def test_the_oldest_fault_strikes_first() -> None:
    faults = Faults()
    faults.add("slow")
    faults.add("unauthorized")

    assert [faults.strike(Call.GET), faults.strike(Call.GET)] == ["slow", "unauthorized"]


def test_unreachable_strikes_no_call_and_lasts_until_cleared() -> None:
    told: list[bool] = []
    faults = Faults(lambda: told.append(faults.unreachable))

    faults.add("unreachable")
    struck = faults.strike(Call.ORDER)
    faults.clear()

    assert struck is None
    assert told == [True, False]


@pytest.mark.parametrize(
    ("kind", "call", "times"),
    [
        ("none", "*", 1),
        ("slow", "none", 1),
        ("slow", "*", -1),
        ("number_taken", "search", 1),
        ("partial_404_bought", "allocate", 1),
        ("backordered", "search", 1),
        ("reservation_denied_5046", "order", 1),
    ],
)
def test_what_cannot_happen_is_refused(kind: str, call: str, times: int) -> None:
    faults = Faults()

    with pytest.raises(ValueError, match=r"\."):
        faults.add(kind, call, times=times)

    assert faults.active() == []


def test_active_faults_are_told_as_they_were_asked_for() -> None:
    faults = Faults()
    faults.add("slow", "order", times=3)
    faults.strike(Call.ORDER)

    assert faults.active() == [{"kind": "slow", "call": "order", "times": 2}]
