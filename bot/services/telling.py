"""Promise a person a private message that no decision brings."""

from dataclasses import dataclass, replace

from bot.domain import jobs
from bot.domain.jobs import Job
from bot.domain.picture import ReplyKind
from bot.ports import Ledger


@dataclass(frozen=True, slots=True)
class News:
    """What a person is told.

    Attributes:
        key: What makes it unique.
        kind: Which sentence.
        user: The Slack user id.
        response_url: Where the answer goes while it lives; may be empty.
        order_id: The order that it is about; may be empty.
        detail: What else the sentence says, such as a reference.
    """

    key: str
    kind: ReplyKind
    user: str
    response_url: str = ""
    order_id: str = ""
    detail: str = ""


def promised(news: News) -> Job:
    """The job that tells it."""
    job = jobs.answer(
        news.key, news.kind, user=news.user, url=news.response_url, order_id=news.order_id
    )
    return replace(job, payload=job.payload | {"detail": news.detail})


@dataclass(frozen=True, slots=True)
class Telling:
    """Writes down who is to be told what; a job tells them."""

    ledger: Ledger

    async def tell(self, news: News) -> None:
        """Commit the promise."""
        await self.ledger.write(lambda books: books.add(promised(news)))
