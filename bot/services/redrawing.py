"""Ask for an order's cards to be brought into step with the ledger."""

from bot.books import Books
from bot.domain import jobs
from bot.domain.order import State


def redraw(books: Books, order_id: str, *, notice: State | None = None) -> None:
    """Bring the order's cards into step, and say so once in the thread if a notice is named."""
    cards = ["root", "approval"] + ([f"notice:{notice.value}"] if notice else [])
    for card in cards:
        books.want(jobs.draw(order_id, card))
