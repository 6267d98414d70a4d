"""Ask for an order's cards to be brought into step with the ledger."""

from bot.books import Books
from bot.domain import jobs


def redraw(books: Books, order_id: str, *, notice: str | None = None) -> None:
    """Bring the order's cards into step, and say so once in the thread if a notice is named.

    Args:
        books: The unit of work.
        order_id: The order's ULID.
        notice: A state, or `changed:<revision>`.
    """
    cards = ["root", "approval"] + ([f"notice:{notice}"] if notice else [])
    for card in cards:
        books.want(jobs.draw(order_id, card))
