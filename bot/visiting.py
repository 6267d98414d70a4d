"""An operator's short commands, each composed for itself; they work beside the bot, or without."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from bot.books import Books
from bot.clock import SystemClock
from bot.services.pausing import Pausing
from bot.settings import read_settings
from bot.store import Counts, Listed, Store, visit_store


async def pausing(why: str | None) -> int:
    """Pause buying with a reason, or go on (None); returns how many approved orders wait."""
    async with _store() as store:
        return await Pausing(store.ledger, SystemClock()).set(why)


async def listed_jobs() -> Sequence[str]:
    """The jobs in lines of text: how many stand where, then each, those given up first."""
    async with _store() as store:
        counts, found = await store.queue.counts(), await store.queue.listing()
        names = await store.ledger.read(lambda books: _names(books, found))
    lines = [_sum(counts), *(_line(each, names) for each in found)]
    more = counts.due + counts.running + counts.waiting + counts.dead - len(found)
    return [*lines, f"… and {more} more"] if more > 0 else lines


async def retried(key: str) -> bool:
    """Whether a job of that key was given up or failing; it is due now."""
    async with _store() as store:
        return await store.queue.retry(key)


@asynccontextmanager
async def _store() -> AsyncGenerator[Store]:
    settings = read_settings()
    audit_key = settings.audit_key.get_secret_value() or None
    url, lease_s = settings.database_url, settings.lease_s
    async with visit_store(url, audit_key=audit_key, lease_s=lease_s) as store:
        yield store


def _names(books: Books, found: Sequence[Listed]) -> Mapping[str, str]:
    """What people call the orders of these jobs, by order id."""
    ids = {str(each.job.payload.get("order", "")) for each in found}
    orders = [books.order(order_id) for order_id in ids if order_id]
    return {order.id: f"Order {order.number}" for order in orders if order is not None}


def _sum(counts: Counts) -> str:
    alive = f"{counts.due} due, {counts.running} running, {counts.waiting} waiting"
    return f"Jobs: {alive}, {counts.dead} given up."


def _line(listed: Listed, names: Mapping[str, str]) -> str:
    whose = names.get(str(listed.job.payload.get("order", "")), "-")
    return "  ".join([f"{_stand(listed):32}", f"{whose:12}", listed.job.key, _why(listed)]).rstrip()


def _why(listed: Listed) -> str:
    if listed.dead_at is not None or not listed.error:
        return listed.error
    times = "once" if listed.attempts == 1 else f"{listed.attempts} times"
    return f"failed {times}: {listed.error}"


def _stand(listed: Listed) -> str:
    if listed.dead_at is not None:
        return f"given up {_time(listed.dead_at)}"
    return "running" if listed.running else f"due {_time(listed.job.run_at)}"


def _time(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "now"
