"""The composition root: here and in `cases` every concrete class is named, and nowhere else."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from aiohttp import ClientSession, ClientTimeout, DummyCookieJar
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import front
from bot.books import Books
from bot.carriers.bandwidth import Bandwidth
from bot.carriers.bandwidth_calls import BandwidthCalls, BandwidthOptions
from bot.carriers.catapult import Catapult
from bot.carriers.catapult_calls import CatapultCalls, CatapultOptions
from bot.carriers.http import Sessions, open_sessions
from bot.carriers.pace import Timing
from bot.cases import Cases, Outside, compose
from bot.clock import SystemClock
from bot.domain import jobs
from bot.domain.jobs import Job, Kind
from bot.domain.rules import Policy
from bot.places import ZipCodePlaces
from bot.policy_source import read_policy
from bot.ports import Carrier, Signer
from bot.services.binding import bind
from bot.services.recording import record_policy
from bot.settings import Settings
from bot.slack.identity import identify
from bot.store import Store, open_store
from bot.worker import Handler, Worker
from handlers import (
    approvals,
    changes,
    door,
    events,
    homes,
    order_forms,
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
from handlers.order_forms import OrderForms
from handlers.order_numbers import OrderNumbers
from handlers.questions import Questions
from handlers.reminders import Reminders
from handlers.reviews import Reviews

_STOP_WITHIN_S = 10.0


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
        cases = compose(settings, policy, outside)
        worker = _worker(settings, outside.store, cases)
        bolt = _routed(settings, policy, outside, cases)
        now = SystemClock().now()
        await outside.store.ledger.write(lambda books: record_policy(books, policy, now))
        routine = (jobs.repair(), jobs.revisit(), jobs.remind())
        await outside.store.ledger.write(lambda books: _want(books, *routine))
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
        carrier, signer = _carrier(settings, sessions)
        yield Outside(slack, await identify(slack), session, carrier, signer, store)


def _carrier(settings: Settings, sessions: Sessions) -> tuple[Carrier, Signer | None]:
    """The carrier that the settings choose, and the same again if it is one that signs."""
    timing = Timing(SystemClock())
    if settings.carrier == "bandwidth":
        account = _bandwidth(settings)
        return Bandwidth(account, BandwidthCalls(account, sessions, timing=timing)), None
    options = _catapult(settings)
    catapult = Catapult(options, CatapultCalls(options, sessions, timing=timing))
    return catapult, catapult


def _bandwidth(settings: Settings) -> BandwidthOptions:
    return BandwidthOptions(
        api_url=settings.bandwidth_api_url,
        token_url=settings.bandwidth_token_url,
        account_id=settings.bandwidth_account_id,
        client_id=settings.bandwidth_client_id,
        client_secret=settings.bandwidth_client_secret.get_secret_value(),
        site_id=settings.bandwidth_site_id,
        peer_id=settings.bandwidth_peer_id,
        search_timeout_s=settings.search_timeout_s,
        purchase_timeout_s=settings.purchase_timeout_s,
    )


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
        Kind.FOLLOW: cases.following.follow,
        Kind.RECONCILE: cases.reconciling.reconcile,
        Kind.DRAW: cases.announcing.draw,
        Kind.HOME: cases.welcoming.draw,
        Kind.ANSWER: cases.answering.answer,
        Kind.ALERT: cases.answering.alert,
        Kind.REPAIR: cases.repairing.repair,
        Kind.REMIND: cases.reminding.remind,
        Kind.DIGEST: cases.digesting.deliver,
        Kind.ESCALATE: cases.escalating.escalate,
        Kind.ABSENCE: cases.absenting.settle,
    }
    if cases.signing is not None:
        handlers[Kind.SIGN] = cases.signing.sign
    return Worker(
        queue=store.queue,
        handlers=handlers,
        bury=cases.burying.bury,
        work=store.work,
        clock=SystemClock(),
        lease_s=settings.lease_s,
        unhurried=frozenset({Kind.BUY}),
        # A carrier that hangs takes no more places than these; cards and answers go on.
        at_once={Kind.BUY: 32, Kind.CHECK: 32, Kind.RECONCILE: 8, Kind.FOLLOW: 8, Kind.SIGN: 4},
    )


def _routed(settings: Settings, policy: Policy, outside: Outside, cases: Cases) -> AsyncApp:
    """Bolt, with every handler of the house registered."""
    bolt = front.bolt_app(settings, outside.session, outside.identity)
    house, gazetteer = cases.house, ZipCodePlaces()
    asking = (cases.placing, cases.previewing, cases.telling, cases.updates, outside.slack)
    forms = OrderForms(*asking, gazetteer, policy, house)
    order_forms.register(bolt, forms)
    typing = (cases.placing, cases.approving, cases.looking, gazetteer, policy, house)
    typed = OrderNumbers(*typing, cases.budgeting, cases.absenting, forms)
    order_numbers.register(bolt, typed, house.command)
    opening = Opening(cases.looking, cases.telling, cases.directory, outside.slack)
    approvals.register(bolt, Approvals(cases.approving, opening, policy))
    changing = Changes(cases.changing, opening, cases.updates, gazetteer, house)
    changes.register(bolt, changing)
    questions.register(bolt, Questions(cases.asking, opening))
    reviews.register(bolt, Reviews(cases.reviewing))
    homes.register(bolt, Homes(cases.welcoming, cases.approving, cases.telling, outside.slack))
    reminders.register(bolt, Reminders(cases.nudging))
    events.register(bolt, Events(cases.directory))
    door.register(bolt, Door(house, cases.telling))
    return bolt
