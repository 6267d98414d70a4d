"""A ledger belongs to one account at one carrier: what was rehearsed is never bought for real."""

from bot.books import Books
from bot.domain.errors import SettingsError

_FLAG = "carrier"


def bind(books: Books, account: str) -> None:
    """Write down whose ledger this is when it is new; later, insist on it.

    Args:
        books: The unit of work.
        account: The carrier's host and the account's name there.

    Raises:
        SettingsError: The ledger belongs to another account.
    """
    owner = books.flag(_FLAG)
    if owner is None:
        books.set_flag(_FLAG, account)
    elif owner != account:
        raise SettingsError(
            f"This ledger belongs to the carrier account “{owner}”, and the settings name "
            f"“{account}”. Its orders must not be bought there: set DATABASE_URL to a ledger of "
            "its own, or the carrier as it was."
        )
