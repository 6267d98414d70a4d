"""Ask for an order's cards to be brought into step with the ledger."""

from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.order import Order, Person, State

DEADLINE = "notice:deadline"
"""The kind of the notice that warns of the deadline."""
COPY = "asked:"
"""How the kind of a managers' card in somebody's direct messages begins."""
WHOM = "whom"
"""The kind of the card in the direct messages of whom an order is for; `whom:` begins a notice."""
TOLD_TO_WHOM = frozenset({State.COMPLETED, State.PARTIAL})


def anew(kind: str, order: Order) -> str:
    """The kind of a message that is posted anew once a request was changed and offered again."""
    return f"{kind}:{int(order.changed_at.timestamp())}" if order.changed_by else kind


def redraw(
    books: Books, order_id: str, *, notice: str | None = None, at: datetime | None = None
) -> None:
    """Bring the order's cards into step, and say so once in the thread if a notice is named.

    Args:
        books: The unit of work.
        order_id: The order's ULID.
        notice: A state, or `changed:<revision>`.
        at: When that is due; at once if None, or if something else asks for it at once.
    """
    known = [card.kind for card in books.cards(order_id)]
    copies = [kind for kind in known if kind.startswith(COPY) or kind == WHOM]
    news = [f"notice:{notice}"] if notice else []
    if WHOM in known and notice in TOLD_TO_WHOM:
        news.append(f"{WHOM}:{notice}")
    for card in ["root", "approval", *copies, *news]:
        books.want(jobs.draw(order_id, card, at))


def redraw_refused(books: Books, order: Order) -> None:
    """The same where an order ends in checking; who has heard of it is told, and nobody else."""
    books.want(jobs.draw(order.id, "root"))
    if order.revision > 1:  # It grows only after the managers' card was posted.
        redraw(books, order.id, notice=State.REFUSED)


def tell_lapsed(books: Books, before: Order, by: Person) -> None:
    """Tell everybody else who had approved what an order was that it is asked anew."""
    for each in books.approvals(before):
        if each.approver.id != by.id:
            card = f"lapsed:{before.revision + 1}:{each.approver.id}"
            books.want(jobs.draw(before.id, card))
