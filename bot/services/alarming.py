"""Tell the operators what needs their hand."""

from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.jobs import Job


def alarm(books: Books, about: str, order_id: str, detail: str, now: datetime) -> None:
    """Promise one message to each operator; the same matter of the same order is said once a day.

    Args:
        books: The unit of work.
        about: The matter, such as `no_credit`.
        order_id: The order that met it.
        detail: The carrier's or Slack's own words.
        now: Business time.
    """
    tell_operators(books, jobs.alert(about, order_id, detail), now)


def tell_operators(books: Books, alert: Job, now: datetime) -> None:
    """Promise an alert, unless the same was promised within a day."""
    if books.first_time(alert.key, now):
        books.add(alert)
