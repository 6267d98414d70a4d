"""Tell the operators what needs their hand."""

from datetime import datetime

from bot.books import Books
from bot.domain import jobs


def alarm(books: Books, about: str, order_id: str, detail: str, now: datetime) -> None:
    """Promise one message to each operator; the same matter of the same order is said once a day.

    Args:
        books: The unit of work.
        about: The matter, such as `no_credit`.
        order_id: The order that met it.
        detail: The carrier's or Slack's own words.
        now: Business time.
    """
    job = jobs.alert(about, order_id, detail)
    if books.first_time(job.key, now):
        books.add(job)
