"""The use cases, composed over what the bot reaches; the other half of the composition root."""

from dataclasses import dataclass
from datetime import timedelta

from aiohttp import ClientSession
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SystemClock, new_ulid, uptime
from bot.domain.picture import House
from bot.domain.rules import Policy
from bot.places import ZipCodePlaces
from bot.ports import Carrier, Clock, Ledger, Signer
from bot.services.absenting import Absenting
from bot.services.admitting import Admitting
from bot.services.announcing import Announcing
from bot.services.answering import Answering
from bot.services.approving import Approving
from bot.services.asking import Asking
from bot.services.authority import Authority
from bot.services.budgeting import Budgeting
from bot.services.burying import Burying
from bot.services.changing import Changing
from bot.services.checking import Checking
from bot.services.digesting import Digesting
from bot.services.escalating import Escalating
from bot.services.expiring import Expiring
from bot.services.following import Following
from bot.services.fulfilling import Fulfilling
from bot.services.leaving import Leaving
from bot.services.looking import Looking
from bot.services.mustering import Mustering
from bot.services.nudging import Nudging
from bot.services.picturing import Picturing
from bot.services.placing import Placing
from bot.services.previewing import Previewing
from bot.services.reconciling import Reconciling
from bot.services.reminding import Reminding
from bot.services.repairing import Repairing
from bot.services.reviewing import Reviewing
from bot.services.signing import Signing
from bot.services.suggesting import Suggesting
from bot.services.switching import Switching
from bot.services.telling import Telling
from bot.services.welcoming import Welcoming
from bot.settings import Settings
from bot.slack.announcer import SlackAnnouncer
from bot.slack.directory import SlackDirectory
from bot.slack.forms import FormUpdates
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Outside:
    """What the bot reaches: Slack, the carrier, the store.

    Attributes:
        signer: The carrier again, if it is one that signs; else None.
    """

    slack: AsyncWebClient
    identity: AuthorizeResult
    session: ClientSession
    carrier: Carrier
    signer: Signer | None
    store: Store


@dataclass(frozen=True, slots=True)
class Cases:
    """The use cases, ready to be called."""

    placing: Placing
    previewing: Previewing
    admitting: Admitting
    mustering: Mustering
    checking: Checking
    approving: Approving
    changing: Changing
    asking: Asking
    expiring: Expiring
    fulfilling: Fulfilling
    following: Following
    signing: Signing | None
    reconciling: Reconciling
    reviewing: Reviewing
    announcing: Announcing
    answering: Answering
    welcoming: Welcoming
    repairing: Repairing
    burying: Burying
    reminding: Reminding
    digesting: Digesting
    nudging: Nudging
    escalating: Escalating
    absenting: Absenting
    looking: Looking
    budgeting: Budgeting
    telling: Telling
    house: House
    directory: SlackDirectory
    updates: FormUpdates


def compose(settings: Settings, policy: Policy, outside: Outside) -> Cases:
    """Every use case over what the bot reaches."""
    clock, ledger, carrier = SystemClock(), outside.store.ledger, outside.carrier
    _, announcer, directory, picturing, *_ = speaking = _slack(settings, policy, outside, clock)
    asked = (ledger, policy, directory, clock)
    authority, admitting, leaving = Authority(*asked), Admitting(*asked), Leaving(*asked[1:])
    approving = Approving(ledger, authority, Switching(authority, clock), clock)
    offer_after = timedelta(seconds=settings.offer_after_s)
    settle, alone = timedelta(seconds=settings.settle_s), settings.carrier_account_is_ours_alone
    prices, suggesting = settings.list_prices, Suggesting(carrier, ZipCodePlaces(), policy)
    return Cases(
        placing=Placing(ledger, admitting, clock, new_ulid, offer_after),
        previewing=Previewing(carrier, clock, admitting, prices),
        admitting=admitting,
        mustering=Mustering(*asked),
        checking=Checking(ledger, carrier, clock, suggesting, prices, leaving),
        approving=approving,
        changing=Changing(ledger, authority, approving, clock, offer_after),
        asking=Asking(ledger, authority, approving, clock),
        reviewing=Reviewing(ledger, authority, carrier, clock, settle),
        expiring=Expiring(ledger, clock, policy.times),
        fulfilling=Fulfilling(ledger, carrier, clock, uptime, settings.lease_s / 2),
        following=Following(ledger, carrier, clock),
        signing=Signing(ledger, outside.signer, clock) if outside.signer else None,
        reconciling=Reconciling(ledger, carrier, clock, settle, alone),
        announcing=Announcing(ledger, announcer, picturing, clock, settings.approval_channel),
        answering=Answering(*speaking),
        welcoming=Welcoming(*speaking),
        repairing=Repairing(ledger, outside.store.queue, clock, offer_after),
        burying=Burying(ledger, clock),
        reminding=Reminding(ledger, directory, policy, clock),
        digesting=Digesting(*speaking, settings.approval_channel),
        nudging=Nudging(ledger, policy, clock),
        escalating=Escalating(ledger, directory, policy, clock),
        absenting=Absenting(ledger, directory, policy, clock),
        looking=Looking(ledger),
        budgeting=Budgeting(ledger, policy, directory, clock),
        telling=Telling(ledger),
        house=picturing.house,
        directory=directory,
        updates=FormUpdates(outside.slack),
    )


def _slack(
    settings: Settings, policy: Policy, outside: Outside, clock: Clock
) -> tuple[Ledger, SlackAnnouncer, SlackDirectory, Picturing, Policy, Clock]:
    """What those need who speak in Slack, in the order in which they take it."""
    house = House(
        carrier=outside.carrier.label,
        practice=outside.carrier.practice,
        after_note=settings.after_note,
        contact=settings.contact,
        workspace=outside.identity.url or "",
        rules=bool(policy.auto_approve),
    )
    directory = SlackDirectory(outside.slack, team=outside.identity.team_id or "")
    announcer = SlackAnnouncer(outside.slack, outside.session, house)
    ledger = outside.store.ledger
    picturing = Picturing(ledger, directory, policy, house, clock)
    return ledger, announcer, directory, picturing, policy, clock
