from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain import jobs
from bot.domain.criteria import CriteriaError, Reading
from bot.domain.jobs import Job, Kind
from bot.domain.order import Order, Person, State
from bot.domain.picture import House, Pause, Reply, ReplyKind
from bot.domain.rules import Limits
from bot.slack.views.help import help_card
from bot.slack.views.receipts import received
from bot.slack.views.replies import answer
from bot.slack.views.text import say
from bot.slack.views.unreadable import unreadable
from tests.unit.slack.build import ASKED, HOSTILE, ID, MEI, NAMES, UNTIL, order, request
from tests.unit.slack.reading import buttons, check, elements, words

HOUSE = House(contact="#telecom")
FEW = Limits(quantity=25)


def reply(kind: ReplyKind, about: Order | None = None) -> str:
    return words(check(answer(Reply(kind, about), NAMES, HOUSE)))


REPLIES: list[tuple[Reply, str]] = [
    (Reply(ReplyKind.RECEIVED, order()), "Order 1042 received: 2 numbers in Cary, NC."),
    (
        Reply(ReplyKind.TOO_MANY, detail="25"),
        "I didn't order anything. You may ask for up to 25 numbers at a time.",
    ),
    (
        Reply(ReplyKind.TOO_MANY_WAITING, detail="2"),
        (
            "I didn't order anything. 2 requests of yours wait for a decision, and no more may at "
            "once. Cancel one, or ask again when one is decided: `/order-numbers mine`"
        ),
    ),
    (
        Reply(ReplyKind.STATE, detail="HI"),
        "Numbers in HI may not be asked for. What may be: `/order-numbers help`",
    ),
    (
        Reply(ReplyKind.STATE_NOT_KNOWN, detail="ZIP 00000"),
        "I don't know in which state ZIP 00000 is, and not every state may be asked for.",
    ),
    (Reply(ReplyKind.AREA_CODE, detail="900"), "Area code 900 may not be asked for."),
    (Reply(ReplyKind.TOLL_FREE), "Toll-free numbers may not be asked for."),
    (
        Reply(ReplyKind.NOT_NAMED, people=("U0MEI", "U0RAJ")),
        "Only people whom the policy names may ask for numbers. Ask Mei or Raj.",
    ),
    (
        Reply(ReplyKind.GUEST, people=("U0MEI",)),
        "Guests may ask for numbers only where the policy names them. Ask Mei.",
    ),
    (
        Reply(ReplyKind.STRANGER),
        (
            "People of other workspaces may ask for numbers only where the policy names them. "
            "Ask an approver."
        ),
    ),
    (Reply(ReplyKind.DEACTIVATED, order()), "Ana has left the workspace, and may ask for nothing."),
    (
        Reply(ReplyKind.VOTED, order(), detail="1 of 2"),
        "Done: 1 of 2 approvals for Order 1042. One more is needed.",
    ),
    (
        Reply(ReplyKind.VOTED_ALREADY, order(), detail="1 of 3"),
        (
            "You have approved Order 1042 already, which counts once: 1 of 3 approvals. "
            "Two more are needed."
        ),
    ),
    (
        Reply(ReplyKind.WITHDRAWN, order(), detail="0 of 2"),
        "Done: your approval of Order 1042 is withdrawn. It has 0 of 2 approvals now.",
    ),
    (
        Reply(ReplyKind.NOT_VOTED, order()),
        "You have not approved Order 1042 as it is now. Nothing changed.",
    ),
    (
        Reply(ReplyKind.VOTE_COUNTED, order(State.APPROVED)),
        (
            "Order 1042 has all its approvals, so yours can't be withdrawn any more. "
            "Until it is ordered: `/order-numbers cancel 1042`"
        ),
    ),
    (
        Reply(ReplyKind.CHANGER, order(), ("U0RAJ",)),
        "You changed this order, so others must approve it: Raj.",
    ),
    (
        Reply(ReplyKind.NO_REASON, order()),
        "You asked for this yourself, so say why you approve it. Nothing changed.",
    ),
    (
        Reply(ReplyKind.NOT_IN_TIER, order(), ("U0RAJ", "U0OLU"), "large"),
        "An order like this (large) takes the approval of Raj, Olu. Nothing changed.",
    ),
    (
        Reply(ReplyKind.ALERT_NOBODY_CAN_APPROVE, order(), detail="1 of 2"),
        "Order 1042 waits for 2 approvals, and only 1 of its people could give one.",
    ),
    (
        Reply(ReplyKind.ALERT_NOBODY_CAN_APPROVE, order(), detail="0 of 1"),
        "Order 1042 waits for 1 approval, and nobody whom the policy names could give one.",
    ),
    (Reply(ReplyKind.APPROVED, order()), "Done: Order 1042 approved."),
    (Reply(ReplyKind.DENIED, order()), "Done: Order 1042 denied. Ana can read why."),
    (Reply(ReplyKind.CANCELLED, order()), "Done: Order 1042 cancelled. Nothing is bought."),
    (
        Reply(ReplyKind.ALREADY_DECIDED, order(State.COMPLETED)),
        "Mei decided Order 1042 at 10:51 UTC (approved). Nothing changed.",
    ),
    (
        Reply(ReplyKind.ALREADY_DECIDED, order(State.DENIED)),
        "Mei decided Order 1042 at 10:51 UTC (denied). Nothing changed.",
    ),
    (
        Reply(ReplyKind.ALREADY_DECIDED, order(State.REFUSED)),
        "Order 1042 is not waiting for a decision (not possible: nothing bought).",
    ),
    (
        Reply(ReplyKind.EXPIRED, order(State.EXPIRED)),
        "Order 1042 expired Thu 26 Nov 16:00 UTC. Ana can ask again.",
    ),
    (
        Reply(ReplyKind.CHANGED, order(), detail="1"),
        "Order 1042 changed since the card you saw. Nothing was decided.",
    ),
    (Reply(ReplyKind.CHANGE_MADE, order()), "Done: Order 1042 changed. It is checked again"),
    (
        Reply(ReplyKind.OWN_REQUEST, order(), ("U0MEI", "U0RAJ")),
        "You asked for this yourself, so someone else must approve: Mei, Raj.",
    ),
    (
        Reply(ReplyKind.OWN_CHANGE, order(), ("U0RAJ",)),
        "You asked for this yourself, so someone else must change it: Raj.",
    ),
    (Reply(ReplyKind.NOT_APPROVER, order(), ("U0MEI",)), "Only approvers can decide (Mei)."),
    (Reply(ReplyKind.NOT_ASKED, order(), ("U0ANA",)), "Only Ana can answer this."),
    (Reply(ReplyKind.ASKED, order()), "Done: Ana is asked in the thread of Order 1042."),
    (Reply(ReplyKind.ANSWER_TAKEN, order()), "Thank you: your answer is on the card."),
    (Reply(ReplyKind.ANSWERED, order(), detail="So."), 'Ana answers about Order 1042: "So."'),
    (Reply(ReplyKind.NOT_YOURS, order()), "Only the person who asked for Order 1042"),
    (
        Reply(ReplyKind.TOO_LATE, order(State.ORDERING)),
        "Order 1042 can't be cancelled any more: it is being bought right now.",
    ),
    (Reply(ReplyKind.STILL_CHECKING, order(State.CHECKING)), "Order 1042 is still being checked."),
    (Reply(ReplyKind.STILL_WORKING), "Still working on your click: it counts."),
    (Reply(ReplyKind.CANT_CHECK, order()), "I can't check who may approve right now, so I refuse"),
    (Reply(ReplyKind.CANT_CHECK), "I can't check who may do this right now, so I refuse"),
    (Reply(ReplyKind.STATUS, order()), "Order 1042 · Waiting for approval"),
    (Reply(ReplyKind.NO_SUCH_ORDER, detail="7"), "There is no order 7."),
    (
        Reply(ReplyKind.APPROVAL_CHANNEL_MISSING, order(), detail="is_archived"),
        "I can't post about Order 1042 in the approval channel (is_archived)",
    ),
    (Reply(ReplyKind.NOT_OPERATOR), "Only an operator can do this. Nothing changed."),
    (
        Reply(ReplyKind.PAUSED, detail="2"),
        "Done: buying is paused. Approved orders that wait: 2; their cards say why.",
    ),
    (
        Reply(ReplyKind.RESUMED, detail="2"),
        "Done: buying goes on. Approved orders that waited: 2.",
    ),
    (
        Reply(ReplyKind.ALREADY_PAUSED, paused=Pause("maintenance", MEI)),
        'Mei has paused buying ("maintenance") already. Nothing changed.',
    ),
    (Reply(ReplyKind.ALREADY_PAUSED), "Buying was paused already. Nothing changed."),
    (Reply(ReplyKind.NOT_PAUSED), "Buying is not paused. Nothing changed."),
    (
        Reply(ReplyKind.REMINDED, order(), detail=UNTIL.isoformat()),
        "Done: the managers are reminded of Order 1042. Again from Thu 26 Nov 16:00 UTC.",
    ),
    (
        Reply(ReplyKind.REMIND_AGAIN, order(), detail=UNTIL.isoformat()),
        "You had the managers reminded of Order 1042 not long ago. You can again from Thu 26 Nov",
    ),
    (
        Reply(ReplyKind.REMINDED_ENOUGH, order(), detail=UNTIL.isoformat()),
        "The managers have had their last reminder of Order 1042: they decide by Thu 26 Nov",
    ),
    (
        Reply(ReplyKind.REMINDED, order()),
        "Done: the managers are reminded of Order 1042 once more.",
    ),
    (
        Reply(ReplyKind.REMIND_LATER, order(), detail=UNTIL.isoformat()),
        "The managers are not disturbed now. Please press again from Thu 26 Nov 16:00 UTC.",
    ),
    (
        Reply(ReplyKind.AWAY, detail="2026-12-02"),
        "You are away until 2 Dec: no reminders before that day. If you do decide something, it",
    ),
    (Reply(ReplyKind.BACK), "Welcome back: you are reminded again of what waits."),
    (Reply(ReplyKind.AWAY_NOTHING), "You approve no orders here, so this changes nothing."),
    (
        Reply(ReplyKind.AWAY_WHEN, detail="2026-12-02"),
        "Until when? A day after today and at most a year ahead, such as `/order-numbers away",
    ),
    (
        Reply(ReplyKind.ALERT_NOBODY, order(), detail="0 of 1"),
        "Order 1042 waits, but nobody can approve now: too many are away. Who is back early says",
    ),
    (
        Reply(ReplyKind.ALERT_NOBODY, order(), detail="1 of 2"),
        "Order 1042 waits, but only 1 of the 2 approvals needed can be given now: too many are",
    ),
    (Reply(ReplyKind.REMINDERS_OFF, order()), "Reminders are turned off here."),
    (
        Reply(ReplyKind.NOT_YOUR_REMINDER, order()),
        "Only the person who asked for Order 1042 can have the managers reminded of it.",
    ),
    (Reply(ReplyKind.ADOPTED, order()), "Done: recorded as bought for Order 1042."),
    (Reply(ReplyKind.ORDERED_AGAIN, order()), "Done: Order 1042 is sent again."),
    (Reply(ReplyKind.GAVE_UP, order()), "Done: Order 1042 has ended."),
    (Reply(ReplyKind.EVIDENCE_CHANGED, order()), "The account shows other numbers now"),
    (Reply(ReplyKind.CANT_LIST, order()), "Bandwidth can't be asked right now."),
    (Reply(ReplyKind.FOUND, order()), "Order 1042 stands in Bandwidth's books after all."),
    (Reply(ReplyKind.STILL_OPEN, order()), "Bandwidth has accepted Order 1042 and may still buy"),
    (Reply(ReplyKind.TOO_EARLY, order()), "It was sent only minutes ago"),
    (Reply(ReplyKind.ALERT_PART_SIZE, order(), detail="10"), "takes at most 10 numbers"),
    (Reply(ReplyKind.ALERT_ACCESS_DENIED, order()), "Buying is paused. Bandwidth does not accept"),
    (
        Reply(ReplyKind.ALERT_SEARCH_DENIED, order()),
        "Bandwidth does not accept our credentials. So I can't look what is free for Order 1042;",
    ),
    (Reply(ReplyKind.ALERT_NO_CREDIT, order()), "Bandwidth: the account's balance is too low."),
    (
        Reply(ReplyKind.ALERT_LATE_ANSWER, order(), detail=f"{ID}-1-1"),
        (
            "Bandwidth confirmed a purchase for Order 1042, although nobody waited for it any more "
            f"(`{ID}-1-1`). What it bought is recorded"
        ),
    ),
    (
        Reply(ReplyKind.ALERT_TWINS, order(), detail=f"{ID}-1-1 o-8 o-9"),
        (
            f"Bandwidth has more than one purchase under a reference of Order 1042 (`{ID}-1-1`). "
            "One is recorded with the order; nobody watches the others, which may cost money: "
            "`o-8 o-9`."
        ),
    ),
    (
        Reply(ReplyKind.ALERT_GIVEN_UP, order(), detail=f"buy:{ID}"),
        (
            "Order 1042 is not being bought. That job failed again and again and was given up; "
            "the log says why (job_failed). "
            f"It is tried again after a rest, or at once by `order-numbers jobs retry buy:{ID}`."
        ),
    ),
    (Reply(ReplyKind.FOR_OUTSIDER), "Numbers can be for full members of this workspace"),
    (Reply(ReplyKind.COST_CENTER, detail="SALES, IT"), "There are: SALES, IT."),
    (Reply(ReplyKind.COST_CENTER), "There is no such cost center."),
    (Reply(ReplyKind.NOT_CHARGER), "Only people whom the policy names for this cost center may"),
    (Reply(ReplyKind.TOO_MANY_FOR_THEM, detail="1"), "1 request by them or for them waits"),
    (Reply(ReplyKind.TOO_MANY_FOR_THEM, detail="2"), "2 requests by them or for them wait"),
    (Reply(ReplyKind.FORM_NOT_OPENED, detail="Cary NX 2"), "The form did not open in time."),
    (Reply(ReplyKind.UNEXPECTED, detail="ab12cd"), "It has the reference ab12cd."),
]


@pytest.mark.parametrize(("said", "sentence"), REPLIES, ids=lambda each: str(each)[:50])
def test_each_private_answer_says_what_became_of_the_act(said: Reply, sentence: str) -> None:
    assert sentence in words(check(answer(said, NAMES, HOUSE)))


def test_an_answer_that_names_people_says_who_of_them_is_away() -> None:
    away = {"U0RAJ": date(2026, 12, 2)}
    refused = Reply(ReplyKind.NOT_APPROVER, order(), ("U0MEI", "U0RAJ"), away=away)

    said = words(check(answer(refused, NAMES, HOUSE)))

    assert said == (
        "Only approvers can decide (Mei, Raj). Nothing changed. Raj is away until 2 Dec."
    )


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        (order(State.COMPLETED), "You approved Order 1042 at 10:51 UTC already. Nothing changed."),
        (order(State.DENIED), "You denied Order 1042 at 10:51 UTC already. Nothing changed."),
        (
            order(State.CANCELLED, decided_by=MEI, decided_at=ASKED + timedelta(days=1)),
            "You cancelled Order 1042 Tue 24 Nov 10:42 UTC already. Nothing changed.",
        ),
    ],
    ids=["approved", "denied", "cancelled"],
)
def test_who_decided_before_is_told_that_they_did_it_themselves(
    about: Order, sentence: str
) -> None:
    said = answer(Reply(ReplyKind.ALREADY_DECIDED, about), NAMES, HOUSE, reader=MEI.id)

    assert words(check(said)) == sentence


@pytest.mark.parametrize(
    ("job", "sentence"),
    [
        (jobs.check(ID), "Managers are not asked about Order 1042."),
        (jobs.offer_anyway(ID, ASKED), "Managers are not asked about Order 1042."),
        (jobs.expire(ID, ASKED), "Order 1042 does not expire."),
        (Job("decide:1.2", Kind.DECIDE), "Somebody's click on Order 1042 is not carried out."),
        (Job("review:1.2", Kind.REVIEW), "Somebody's click on Order 1042 is not carried out."),
        (jobs.reconcile(ID), "Nobody looks up what became of Order 1042, whose answer was lost."),
        (jobs.follow(ID, f"{ID}-1-1"), "Nobody asks what became of Order 1042, which the carrier"),
        (jobs.sign(ID, f"{ID}-1-1", []), "The numbers of Order 1042 do not bear its reference"),
        (jobs.draw(ID, "root"), "A card of Order 1042 does not show how it stands."),
        (jobs.repair(), "Orders that lost their job do not get it back."),
        (Job("next:year", "next"), "Order 1042 does not go on."),
    ],
    ids=lambda each: str(each)[:20],
)
def test_an_alarm_says_what_is_not_done_while_a_job_is_dead(job: Job, sentence: str) -> None:
    said = answer(Reply(ReplyKind.ALERT_GIVEN_UP, order(), detail=job.key), NAMES, HOUSE)

    assert words(said).startswith(sentence)
    assert f"`order-numbers jobs retry {job.key}`" in words(said)


def test_what_wakes_the_others_needs_a_restart_itself() -> None:
    said = answer(Reply(ReplyKind.ALERT_GIVEN_UP, detail="repair"), NAMES, HOUSE)

    assert "It is tried again after a restart, or at once by" in words(said)


def test_who_asked_is_told_that_they_can_ask_again() -> None:
    expired = Reply(ReplyKind.EXPIRED, order(State.EXPIRED))

    assert "You can ask again." in words(answer(expired, NAMES, HOUSE, reader="U0ANA"))


def test_one_number_at_a_time_is_a_limit_in_the_singular() -> None:
    said = answer(Reply(ReplyKind.TOO_MANY, detail="1"), NAMES, HOUSE)

    assert "up to 1 number at a time." in words(said)


def test_every_kind_of_answer_has_words_even_without_an_order() -> None:
    assert {said.kind for said, _ in REPLIES} == set(ReplyKind)
    for kind in ReplyKind:
        assert reply(kind)


@pytest.mark.parametrize("kind", ReplyKind)
def test_a_hostile_answer_pings_nobody(kind: ReplyKind) -> None:
    villain = Person("U0ANA", HOSTILE, HOSTILE)
    about = order(State.DENIED, requester=villain, decided_by=villain, reason=HOSTILE * 9)
    hostile = dict.fromkeys(NAMES, HOSTILE * 9)

    said = Reply(kind, about, tuple(NAMES), HOSTILE * 9, paused=Pause(HOSTILE * 9, villain))

    check(answer(said, hostile, House(practice=True, contact=HOSTILE)))


def test_the_receipt_says_that_nothing_is_bought_yet() -> None:
    shown = check(received(order(State.CHECKING), HOUSE))

    assert words(shown) == (
        "Order 1042 received: 2 numbers in Cary, NC. Nothing is bought until a manager approves."
    )
    assert shown.text == words(shown)


def test_the_receipt_says_the_default_quantity_aloud() -> None:
    asked_for = request(10, quantity_given=False)

    shown = words(received(order(request=asked_for), HOUSE))

    assert "10 numbers in Cary, NC (you gave no quantity; 10 is the default)." in shown


def test_the_receipt_of_a_likely_repeat_can_cancel_it() -> None:
    twin = order(number=1041, created_at=ASKED - timedelta(minutes=3))

    shown = check(received(order(duplicate_of=1041), HOUSE, twin))

    assert words(shown) == (
        "Order 1042 received. You asked for the same 3 minutes ago "
        "(Order 1041: waiting for approval). If this is a repeat, cancel it."
    )
    assert buttons(shown) == {"Cancel 1042": f"{ID}:1"}


def test_a_repeat_is_said_too_when_its_twin_is_not_at_hand() -> None:
    assert "a moment ago (Order 1041)" in words(received(order(duplicate_of=1041), HOUSE))


@pytest.mark.parametrize("kind", [ReplyKind.VOTED, ReplyKind.VOTED_ALREADY])
def test_an_approval_that_was_not_the_last_can_be_withdrawn(kind: ReplyKind) -> None:
    shown = check(answer(Reply(kind, order(), detail="1 of 2"), NAMES, HOUSE))

    assert buttons(shown) == {"Withdraw my approval": f"{ID}:1"}


def test_an_approval_of_what_is_decided_meanwhile_cannot_be_withdrawn() -> None:
    late = Reply(ReplyKind.VOTED, order(State.APPROVED), detail="1 of 2")

    assert buttons(answer(late, NAMES, HOUSE)) == {}


def test_what_could_not_be_read_is_answered_with_whole_readings() -> None:
    error = CriteriaError(
        '"NX" is not a US state.',
        read={"city": "Cary", "areaCode": "919", "quantity": "2", "tollFree": "true"},
        readings=(Reading("2 in Cary, NC", "Cary, NC 2"), Reading("2 in Cary, IL", "Cary, IL 2")),
    )

    shown = check(unreadable(error, HOUSE, "Cary NX 2"))

    assert words(shown).split("\n") == [
        (
            "I didn't order anything. I read: city Cary, area code 919, quantity 2, toll-free. "
            '"NX" is not a US state.'
        ),
        "Example: `/order-numbers Cary NC 2`",
    ]
    assert buttons(shown) == {
        "2 in Cary, NC": "Cary, NC 2",
        "2 in Cary, IL": "Cary, IL 2",
        "Open the form": "Cary NX 2",
    }
    assert [each["action_id"] for each in elements(shown)] == ["place:1", "place:2", "open_form"]


def test_a_text_that_no_button_holds_opens_an_empty_form() -> None:
    for text in ("", "x" * 5000):
        assert buttons(unreadable(CriteriaError("No."), HOUSE, text)) == {"Open the form": "?"}


def test_a_hostile_command_is_quoted_back_harmless() -> None:
    readings = tuple(Reading(HOSTILE[:24], HOSTILE * 30) for _ in range(9))
    error = CriteriaError(HOSTILE * 99, read={HOSTILE: HOSTILE * 9}, readings=readings)

    check(unreadable(error, HOUSE, (HOSTILE * 30)[:1000]))


def test_help_names_every_way_to_ask() -> None:
    shown = words(check(help_card(HOUSE, FEW)))

    for way in ("Cary NC 2", "NC 5", "27513 2", "919 2", "status 1042", "mine", "cancel 1042"):
        assert f"{way}`" in shown
    assert "up to 25 numbers at a time; without a quantity it is 10." in shown
    assert "Questions: #telecom" in shown


def test_help_names_no_place_to_ask_where_there_is_none() -> None:
    shown = check(help_card(House(), Limits()))

    assert "Questions" not in words(shown)
    assert [block["type"] for block in shown.blocks] == ["section"]


def test_help_says_when_the_carrier_is_not_the_real_one() -> None:
    shown = words(check(help_card(replace(HOUSE, practice=True), FEW)))

    assert "Questions: #telecom · Practice carrier: nothing is bought for real." in shown


def test_help_says_where_numbers_may_be() -> None:
    where = Limits(states=frozenset({"SC", "NC"}), forbidden_area_codes=frozenset({"900"}))

    shown = words(check(help_card(HOUSE, where)))

    assert "without a quantity it is 10. Only in NC, SC. Not area codes 900." in shown


def test_help_tells_who_may_not_ask_why() -> None:
    shown = words(check(help_card(HOUSE, FEW, say("Guests may not."))))

    assert "Guests may not." in shown
    assert "You may ask" not in shown
