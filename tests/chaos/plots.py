"""What people do, and what goes wrong beside, so that the bot passes each of its points."""

import json
from datetime import date, timedelta
from functools import partial

from aiohttp import encode_basic_auth

from sandbox.carrier.options import SANDBOX_CREDENTIALS
from sandbox.slack.cast import OLU
from tests.chaos.control import APPROVALS, NUMBERS
from tests.chaos.scene import Act, Look, Scene

_OPERATOR = "olu"


async def approved(scene: Scene) -> None:
    """Asked and approved."""
    await scene.place()
    await scene.approve()


async def approved_in_peace(scene: Scene) -> None:
    """Asked, and approved when every death is over, so that none strikes a purchase."""
    await scene.place()
    await scene.until(scene.is_outlived, "every death")
    await scene.approve()


async def answer_lost(scene: Scene) -> None:
    """The carrier sells, and its answer never comes."""
    await scene.fault("carrier", "order", "drop_after_commit")
    await approved(scene)


async def adopted(scene: Scene) -> None:
    """As `answer_lost`; an operator says that the numbers are ours."""
    await answer_lost(scene)

    async def is_asked() -> bool:
        return (await scene.story()).state == "needs_review"

    async def is_settled() -> bool:
        return not await is_asked()

    await scene.until(is_asked, "a card for the operator")
    await scene.insist(
        lambda: scene.press("review", "adopt", _OPERATOR, confirm=True), is_settled, "a decision"
    )


async def carrier_away(scene: Scene) -> None:
    """When it is approved, the carrier does not even say what is free."""
    await scene.place()
    await scene.until(scene.is_offered, "a card for the managers")
    await scene.fault("carrier", "search", "error_500_before", times=0)
    await scene.approve()
    await scene.until(_says(scene, "not bought yet"), "why nothing is bought yet")
    await scene.mend()


async def sold_out(scene: Scene) -> None:
    """When it is approved, somebody else has bought all numbers of the place."""
    await scene.place()
    await scene.until(scene.is_offered, "a card for the managers")
    await _buy_all(scene)
    await scene.approve()


async def not_in_time(scene: Scene) -> None:
    """The carrier does not say in time what is free; the managers are asked all the same."""
    await scene.fault("carrier", "search", "error_500_before", times=0)
    await scene.place()
    await scene.until(scene.is_offered, "a card for the managers")
    await scene.mend()
    await scene.approve()


async def locked_out(scene: Scene) -> None:
    """The carrier does not accept the credentials, until the operator was told."""
    await scene.fault("carrier", "search", "unauthorized", times=0)
    await scene.place()

    async def is_told() -> bool:
        return await scene.is_told(_OPERATOR, "credentials")

    await scene.until(is_told, "a word to the operator")
    await scene.mend()
    await scene.approve()


async def refused(scene: Scene) -> None:
    """Asked where the carrier has nothing, or for what a budget has no room."""
    await scene.place()


async def guest(scene: Scene) -> None:
    """A guest asks, who may not."""
    await scene.place(user="lee")


async def nobody_left(scene: Scene) -> None:
    """Nobody could approve it, until the operator was told and has found somebody."""
    await scene.control.act("group", group="telecom-managers", users=[])
    await scene.place()

    async def is_told() -> bool:
        return await scene.is_told(_OPERATOR, "could give one")

    await scene.until(is_told, "a word to the operator")
    await scene.control.act("group", group="telecom-managers", users=["mei", "raj"])
    await scene.approve()


async def by_rule(scene: Scene) -> None:
    """Asked by whom no manager has to approve."""
    await scene.place(user="sam")


async def expired(scene: Scene) -> None:
    """Asked, and nobody decides."""
    await scene.place()


async def reminded(scene: Scene) -> None:
    """Asked, and decided only once the managers were reminded."""
    await scene.place()
    await scene.until(_is_posted(scene, "waits for a decision"), "a reminder")
    await scene.until(scene.is_outlived, "every death")
    await scene.approve()


async def nudged(scene: Scene) -> None:
    """Asked, and decided once the requester had the managers reminded."""
    await scene.place()
    await scene.until(_is_posted(scene, "waits for a decision"), "a reminder")
    is_posted = _is_posted(scene, "asks for a decision")
    await scene.insist(lambda: scene.press("root", "remind", "ana"), is_posted, "her reminder")
    await scene.until(scene.is_outlived, "every death")
    await scene.approve()


async def all_away(scene: Scene) -> None:
    """Every manager is away, so that the operator, who stands in, is asked; then Mei is back."""
    away = f"away until {date.today() + timedelta(days=9)}"  # noqa: DTZ011 - a day that is to come
    await scene.place()
    await scene.until(scene.is_offered, "a card for the managers")
    for manager in ("mei", "raj"):
        await scene.insist(
            _types(scene, manager, away), _hears(scene, manager, "You are away"), away
        )

    async def is_asked() -> bool:
        return bool(await scene.cards(f"@{_OPERATOR}", f"asked:{OLU.id}"))

    await scene.until(is_asked, "a card for the stand-in")
    await scene.insist(_types(scene, "mei", "back"), _hears(scene, "mei", "Welcome back"), "back")
    await scene.approve()


async def group_unread_for_a_while(scene: Scene) -> None:
    """Slack does not say who may approve when Mei clicks, and soon does."""
    await _click_unknown(scene, "Still")
    await scene.mend()
    await scene.approve()


async def group_unread(scene: Scene) -> None:
    """Slack does not say who may approve until the click is refused; then Mei clicks again."""
    await _click_unknown(scene, "can't check")
    await scene.mend()
    await scene.approve()


async def channel_archived(scene: Scene) -> None:
    """The managers' channel is archived, and comes back once the operator was told."""
    await scene.control.act("archive", channel=APPROVALS, archived=True)
    await scene.place()
    await _unarchive_when_told(scene)
    await scene.approve()


async def archived_meanwhile(scene: Scene) -> None:
    """The managers' channel is archived before they are reminded, and back once that is told."""
    await scene.place()
    await scene.until(scene.is_offered, "a card for the managers")
    await scene.control.act("archive", channel=APPROVALS, archived=True)
    await _unarchive_when_told(scene)
    await scene.approve()


async def elsewhere(scene: Scene) -> None:
    """Asked where the bot can't post; approved when every death is over."""
    await scene.place("random")
    await scene.until(scene.is_outlived, "every death")
    await scene.approve()


async def given_up(scene: Scene) -> None:
    """Slack refuses to draw the requester's card anew, until the operator was told so."""
    await scene.fault("slack", "chat.update", "msg_too_long", times=0)
    await scene.place()

    async def is_told() -> bool:
        scene.hurry()
        return await scene.is_told(_OPERATOR, "jobs retry draw:")

    await scene.until(is_told, "a word to the operator")
    await scene.mend()
    await scene.approve()


async def denied(scene: Scene) -> None:
    """Mei denies it, with a reason."""
    await scene.place()
    await _deny(scene)


async def fewer(scene: Scene) -> None:
    """One more is asked for than Mei allows, who lowers that and thereby approves it."""
    await scene.place(quantity=scene.wish.ask.quantity + 1)
    await scene.open_form("change")
    quantity = str(scene.wish.ask.quantity)

    async def says_approve() -> bool:
        return "Approve fewer" in json.dumps(await scene.form("mei"))

    await scene.insist(
        lambda: scene.type_in("mei", "quantity", quantity), says_approve, "its button"
    )
    await scene.send_form(_is_decided(scene), "the approval", quantity=quantity)


async def more(scene: Scene) -> None:
    """One less is asked for than Mei thinks right, who raises that and approves the new card."""
    await scene.place(quantity=scene.wish.ask.quantity - 1)
    await scene.open_form("change")
    quantity = str(scene.wish.ask.quantity)

    async def is_asked_anew() -> bool:
        cards = await scene.cards(APPROVALS, "approval")
        return any(f"Approve? {quantity} numbers" in card["text"] for card in cards)

    await scene.send_form(is_asked_anew, "the new card", quantity=quantity)
    await scene.approve()


async def asked(scene: Scene) -> None:
    """Mei asks, Ana answers, Mei approves."""
    await scene.place()
    await scene.open_form("ask")

    async def is_asked() -> bool:
        return bool(await scene.questions())

    async def is_answered() -> bool:
        cards = await scene.cards(APPROVALS, "approval")
        return any("For the fair" in json.dumps(card) for card in cards)

    await scene.send_form(is_asked, "the question", question="What for?")
    await scene.open_answer()
    await scene.send_form(is_answered, "the answer", user="ana", answer="For the fair")
    await scene.approve()


async def form_did_not_open(scene: Scene) -> None:
    """Slack does not open the form, which Mei is told; she tries again."""
    await scene.place()
    await scene.until(scene.is_offered, "a card for the managers")
    await scene.fault("slack", "views.open", "expired_trigger_id", times=0)

    async def is_told() -> bool:
        return bool(await scene.private("mei"))

    await scene.insist(lambda: scene.press("approval", "deny"), is_told, "a word to Mei")
    await scene.mend()
    await _deny(scene)


async def paused(scene: Scene) -> None:
    """An operator pauses buying in the Home, and resumes it once the card says so."""
    await scene.place()
    on, off = scene.has_at_home(_OPERATOR, "pause"), scene.has_at_home(_OPERATOR, "resume")
    await scene.insist(lambda: scene.open_home(_OPERATOR), on, "the Home")
    form = scene.has_form(_OPERATOR)
    await scene.insist(lambda: scene.press_home(_OPERATOR, "pause"), form, "the form")
    await scene.send_form(off, "the pause", user=_OPERATOR, reason="maintenance")
    await scene.approve()
    await scene.until(_says(scene, "on hold"), "why nothing is bought yet")
    resume = partial(scene.press_home, _OPERATOR, "resume", confirm=True)
    await scene.insist(resume, on, "the end of the pause")


async def _deny(scene: Scene) -> None:
    await scene.open_form("deny")
    await scene.send_form(_is_decided(scene), "the denial", reason="not now")


async def _click_unknown(scene: Scene, words: str) -> None:
    """Mei clicks while Slack does not say who may approve, and is told so."""
    await scene.fault("slack", "usergroups.users.list", "error_500", times=0)
    await scene.place()
    await scene.until(scene.is_offered, "a card for the managers")

    async def is_told() -> bool:
        return scene.has_fallen or await scene.is_told("mei", words)

    await scene.insist(lambda: scene.press("approval", "approve"), is_told, words)


def _is_posted(scene: Scene, words: str) -> Look:
    async def look() -> bool:
        return any(words in each["text"] for each in await scene.control.messages(APPROVALS))

    return look


def _is_decided(scene: Scene) -> Look:
    async def look() -> bool:
        return not await scene.is_offered()

    return look


def _types(scene: Scene, user: str, text: str) -> Act:
    return lambda: scene.say(user, APPROVALS, text)


def _hears(scene: Scene, user: str, words: str) -> Look:
    return lambda: scene.is_told(user, words)


def _says(scene: Scene, words: str) -> Look:
    """Whether the requester's card has these words."""

    async def look() -> bool:
        roots = await scene.cards(NUMBERS, "root")
        return any(words in root["text"] for root in roots)

    return look


async def _buy_all(scene: Scene) -> None:
    """Buy whatever is free in the order's place, as another customer would."""
    login = encode_basic_auth(SANDBOX_CREDENTIALS.token, SANDBOX_CREDENTIALS.secret)
    headers = {"Authorization": login}
    place = {"city": scene.wish.ask.city, "state": scene.wish.ask.state}
    url = f"{scene.rig.carrier_url}/v1/availableNumbers/local"
    session = scene.rig.session
    async with session.get(url, params={**place, "quantity": "5000"}, headers=headers) as found:
        free = len(await found.json())
    body = {**place, "quantity": str(free)}
    async with session.post(url, data=body, headers=headers) as bought:
        scene.others |= {each["number"] for each in await bought.json()}


async def _unarchive_when_told(scene: Scene) -> None:
    async def is_told() -> bool:
        return await scene.is_told(_OPERATOR, "archived")

    await scene.until(is_told, "a word to the operator")
    await scene.control.act("archive", channel=APPROVALS, archived=False)
