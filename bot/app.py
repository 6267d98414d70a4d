"""The composition root: every concrete class is named here and nowhere else."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from aiohttp import ClientSession, ClientTimeout, DummyCookieJar
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot import front
from bot.books import Books
from bot.carriers.catapult import Catapult
from bot.carriers.catapult_calls import CatapultCalls, CatapultOptions
from bot.carriers.http import open_sessions
from bot.carriers.pace import Timing
from bot.clock import SystemClock, new_ulid, uptime
from bot.domain import jobs
from bot.domain.jobs import Job, Kind
from bot.domain.picture import House
from bot.domain.rules import Policy
from bot.places import ZipCodePlaces
from bot.services.admitting import Admitting
from bot.services.announcing import Announcing
from bot.services.answering import Answering
from bot.services.approving import Approving
from bot.services.asking import Asking
from bot.services.authority import Authority
from bot.services.binding import bind
from bot.services.budgeting import Budgeting
from bot.services.burying import Burying
from bot.services.changing import Changing
from bot.services.checking import Checking
from bot.services.digesting import Digesting
from bot.services.expiring import Expiring
from bot.services.fulfilling import Fulfilling
from bot.services.leaving import Leaving
from bot.services.looking import Looking
from bot.services.mustering import Mustering
from bot.services.nudging import Nudging
from bot.services.picturing import Picturing
from bot.services.placing import Placing
from bot.services.reconciling import Reconciling
from bot.services.recording import record_policy
from bot.services.reminding import Reminding
from bot.services.repairing import Repairing
from bot.services.reviewing import Reviewing
from bot.services.signing import Signing
from bot.services.switching import Switching
from bot.services.telling import Telling
from bot.services.welcoming import Welcoming
from bot.settings import Settings, read_policy
from bot.slack.announcer import SlackAnnouncer
from bot.slack.directory import SlackDirectory
from bot.slack.forms import FormUpdates
from bot.slack.identity import identify
from bot.store import Store, open_store
from bot.worker import Handler, Worker
from handlers import (
    approvals,
    changes,
    door,
    events,
    homes,
    order_numbers,
    questions,
    reminders,
    reviews,
)
from handlers.approvals import Approvals
from handlers.changes import Changes
from handlers.door import Door
from handlers.events import Events
from handlers.homes import Homes
from handlers.opening import Opening
from handlers.order_numbers import OrderNumbers
from handlers.questions import Questions
from handlers.reminders import Reminders
from handlers.reviews import Reviews

_STOP_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Outside:
    """What the bot reaches: Slack, the carrier, the store."""

    slack: AsyncWebClient
    identity: AuthorizeResult
    session: ClientSession
    carrier: Catapult
    store: Store


@dataclass(frozen=True, slots=True)
class Cases:
    """The use cases, ready to be called."""

    placing: Placing
    admitting: Admitting
    mustering: Mustering
    checking: Checking
    approving: Approving
    changing: Changing
    asking: Asking
    expiring: Expiring
    fulfilling: Fulfilling
    signing: Signing
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
    looking: Looking
    budgeting: Budgeting
    telling: Telling
    house: House
    directory: SlackDirectory
    updates: FormUpdates


async def serve(
    settings: Settings, stop: asyncio.Event, *, around: Callable[[Outside], Outside] | None = None
) -> None:
    """Run the bot until `stop` is set, then end what runs and let go of everything.

    Args:
        settings: All of them.
        stop: Ends the bot.
        around: Puts something round what the bot reaches; the campaign that crashes it does so.

    Raises:
        SettingsError: A setting, the policy or a credential is wrong.
    """
    policy = read_policy(settings)
    async with _outside(settings) as reached:
        await reached.store.ledger.write(lambda books: bind(books, settings.carrier_account))
        outside = around(reached) if around else reached
        cases = _cases(settings, policy, outside)
        worker = _worker(settings, outside.store, cases)
        bolt = _routed(settings, policy, outside, cases)
        now = SystemClock().now()
        await outside.store.ledger.write(lambda books: record_policy(books, policy, now))
        await outside.store.ledger.write(lambda books: _want(books, jobs.repair(), jobs.remind()))
        async with front.listening(settings, bolt, worker):
            structlog.get_logger().info("ready", mode=settings.mode, carrier=settings.carrier)
            running = asyncio.create_task(worker.run())
            await _until(stop, running)
        await cases.updates.finished()
        await worker.stop(within_s=_STOP_WITHIN_S)
        await running


def _want(books: Books, *routine: Job) -> None:
    """Ask for what runs again and again."""
    for job in routine:
        books.want(job)


async def _until(stop: asyncio.Event, running: asyncio.Task[None]) -> None:
    """Wait for the stop, or for the worker's end, which is an error."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({stopped, running}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()


@asynccontextmanager
async def _outside(settings: Settings) -> AsyncGenerator[Outside]:
    async with AsyncExitStack() as stack:
        audit_key = settings.audit_key.get_secret_value() or None
        store = await stack.enter_async_context(
            open_store(settings.database_url, audit_key=audit_key, lease_s=settings.lease_s)
        )
        sessions = await stack.enter_async_context(open_sessions())
        session = await stack.enter_async_context(
            ClientSession(timeout=ClientTimeout(total=30), cookie_jar=DummyCookieJar())
        )
        slack = AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_base_url,
            session=session,
            retry_handlers=[],
        )
        timing = Timing(SystemClock())
        options = _catapult(settings)
        carrier = Catapult(options, CatapultCalls(options, sessions, timing=timing))
        yield Outside(slack, await identify(slack), session, carrier, store)


def _catapult(settings: Settings) -> CatapultOptions:
    return CatapultOptions(
        base_url=settings.catapult_base_url,
        user_id=settings.catapult_user_id,
        token=settings.catapult_token.get_secret_value(),
        secret=settings.catapult_secret.get_secret_value(),
        allocate=settings.catapult_buy == "allocate",
        order_max=settings.catapult_order_max,
        search_timeout_s=settings.search_timeout_s,
        purchase_timeout_s=settings.purchase_timeout_s,
    )


def _cases(settings: Settings, policy: Policy, outside: Outside) -> Cases:
    clock, ledger, carrier = SystemClock(), outside.store.ledger, outside.carrier
    gazetteer = ZipCodePlaces()
    house = House(
        carrier=carrier.label,
        practice=carrier.practice,
        list_price=settings.list_price,
        after_note=settings.after_note,
        contact=settings.contact,
        workspace=outside.identity.url or "",
        rules=bool(policy.auto_approve),
    )
    directory = SlackDirectory(outside.slack, team=outside.identity.team_id or "")
    announcer = SlackAnnouncer(outside.slack, outside.session, house)
    picturing = Picturing(ledger, directory, policy, house)
    authority = Authority(ledger, policy, directory, clock)
    approving = Approving(ledger, authority, Switching(authority, clock), clock)
    leaving = Leaving(policy, directory, clock)
    admitting = Admitting(ledger, policy, directory, clock)
    offer_after = timedelta(seconds=settings.offer_after_s)
    settle = timedelta(seconds=settings.settle_s)
    alone = settings.carrier_account_is_ours_alone
    return Cases(
        placing=Placing(ledger, admitting, clock, new_ulid, offer_after),
        admitting=admitting,
        mustering=Mustering(ledger, policy, directory, clock),
        checking=Checking(ledger, carrier, clock, gazetteer, settings.list_price, leaving),
        approving=approving,
        changing=Changing(ledger, authority, approving, clock, offer_after),
        asking=Asking(ledger, authority, approving, clock),
        reviewing=Reviewing(ledger, authority, carrier, clock, settle),
        expiring=Expiring(ledger, clock, policy.times),
        fulfilling=Fulfilling(ledger, carrier, clock, uptime, settings.lease_s / 2),
        signing=Signing(ledger, carrier, clock),
        reconciling=Reconciling(ledger, carrier, clock, settle, alone),
        announcing=Announcing(ledger, announcer, picturing, clock, settings.approval_channel),
        answering=Answering(ledger, announcer, directory, picturing, policy, clock),
        welcoming=Welcoming(ledger, announcer, directory, picturing, policy, clock),
        repairing=Repairing(ledger, outside.store.queue, clock, offer_after),
        burying=Burying(ledger, clock),
        reminding=Reminding(ledger, directory, policy, clock),
        digesting=Digesting(
            ledger, announcer, directory, picturing, policy, clock, settings.approval_channel
        ),
        nudging=Nudging(ledger, policy, clock),
        looking=Looking(ledger),
        budgeting=Budgeting(ledger, policy, directory, clock),
        telling=Telling(ledger),
        house=house,
        directory=directory,
        updates=FormUpdates(outside.slack),
    )


def _worker(settings: Settings, store: Store, cases: Cases) -> Worker:
    handlers: dict[str, Handler] = {
        Kind.CHECK: cases.admitting.before(cases.checking.check),
        Kind.OFFER_ANYWAY: cases.admitting.before(cases.checking.offer_anyway),
        Kind.MUSTER: cases.mustering.muster,
        Kind.EXPIRE: cases.expiring.expire,
        Kind.DECIDE: cases.approving.decide_now,
        Kind.CHANGE: cases.changing.change_now,
        Kind.ASK: cases.asking.ask_now,
        Kind.REVIEW: cases.reviewing.review,
        Kind.BUY: cases.fulfilling.buy,
        Kind.SIGN: cases.signing.sign,
        Kind.RECONCILE: cases.reconciling.reconcile,
        Kind.DRAW: cases.announcing.draw,
        Kind.HOME: cases.welcoming.draw,
        Kind.ANSWER: cases.answering.answer,
        Kind.ALERT: cases.answering.alert,
        Kind.REPAIR: cases.repairing.repair,
        Kind.REMIND: cases.reminding.remind,
        Kind.DIGEST: cases.digesting.deliver,
    }
    return Worker(
        queue=store.queue,
        handlers=handlers,
        bury=cases.burying.bury,
        work=store.work,
        clock=SystemClock(),
        lease_s=settings.lease_s,
        unhurried=frozenset({Kind.BUY}),
        # A carrier that hangs takes no more than these; cards and answers go on.
        at_once={Kind.BUY: 32, Kind.CHECK: 32, Kind.RECONCILE: 8, Kind.SIGN: 4},
    )


def _routed(settings: Settings, policy: Policy, outside: Outside, cases: Cases) -> AsyncApp:
    """Bolt, with every handler of the house registered."""
    bolt = front.bolt_app(settings, outside.session, outside.identity)
    asking = (cases.placing, cases.approving, cases.looking, ZipCodePlaces(), policy)
    typed = OrderNumbers(*asking, cases.house, cases.budgeting)
    order_numbers.register(bolt, typed, cases.house.command)
    opening = Opening(cases.looking, cases.telling, cases.directory, outside.slack)
    approvals.register(bolt, Approvals(cases.approving, opening, policy))
    changing = Changes(cases.changing, opening, cases.updates, ZipCodePlaces(), cases.house)
    changes.register(bolt, changing)
    questions.register(bolt, Questions(cases.asking, opening))
    reviews.register(bolt, Reviews(cases.reviewing))
    homes.register(bolt, Homes(cases.welcoming, cases.approving, cases.telling, outside.slack))
    reminders.register(bolt, Reminders(cases.nudging))
    events.register(bolt, Events(cases.directory))
    door.register(bolt, Door(cases.house, cases.telling))
    return bolt
