"""Every error that the bot raises on purpose, by whose turn it is next."""

from datetime import datetime


class BotError(Exception):
    """The root: `user_message` may be shown to a person as it is."""

    def __init__(self, user_message: str) -> None:
        """Keep the sentence a person may read."""
        super().__init__(user_message)
        self.user_message = user_message


class SettingsError(BotError):
    """The operator's turn: a setting or the policy file is wrong."""


class NotAllowedError(BotError):
    """The policy says no."""


class IllegalTransitionError(BotError):
    """Too late: the order is in a state in which this can't happen."""


class LedgerAwayError(BotError):
    """The ledger can't be written just now; what was not written has to be tried again."""


class LeaseLostError(BotError):
    """Another worker holds this job now: stop, and leave the rest to it."""


class CarrierError(BotError):
    """Anything a carrier answers instead of what was asked.

    Attributes:
        code: The carrier's own code, such as `invalid-rate-center`; empty when there is none.
        status: The HTTP status; 0 when no answer came.
    """

    def __init__(self, user_message: str, *, code: str = "", status: int = 0) -> None:
        """Keep the carrier's code and status beside the sentence."""
        super().__init__(user_message)
        self.code = code
        self.status = status


class CarrierRefusedError(CarrierError):
    """A definite no: nothing was bought, and asking the same again brings the same answer."""


class PlaceUnknownError(CarrierRefusedError):
    """The carrier sells no numbers in such a place (an unknown city or ZIP)."""


class PartTooLargeError(CarrierRefusedError):
    """The carrier takes fewer numbers in one order than this part asks for."""


class NumberTakenError(CarrierRefusedError):
    """The one number this part asks for is no longer for sale."""


class NoCreditError(CarrierRefusedError):
    """The carrier account's balance is too low."""


class AccessDeniedError(CarrierRefusedError):
    """The carrier does not accept our credentials: an operator has to mend them."""


class CarrierUnavailableError(CarrierError):
    """Surely nothing was sent or done: try again later.

    Attributes:
        retry_at: When the carrier said it takes calls again, if it did.
    """

    def __init__(
        self,
        user_message: str,
        *,
        code: str = "",
        status: int = 0,
        retry_at: datetime | None = None,
    ) -> None:
        """Keep the time at which the carrier will take calls again."""
        super().__init__(user_message, code=code, status=status)
        self.retry_at = retry_at


class OutcomeUnknownError(CarrierError):
    """A purchase may have happened: never send it again before the carrier was asked."""


class SlackError(BotError):
    """Slack did not do what was asked.

    Attributes:
        code: Slack's own error name, such as `not_in_channel`; empty when no answer came.
    """

    def __init__(self, user_message: str, *, code: str = "", retry_after_s: float = 0) -> None:
        """Keep Slack's error and how long it asked us to wait."""
        super().__init__(user_message)
        self.code = code
        self.retry_after_s = retry_after_s


class SlackUnavailableError(SlackError):
    """Slack was not reached, failed, or asked us to slow down: try again later."""


class SlackRefusedError(SlackError):
    """Slack said no, such as `not_in_channel` or `is_archived`: another way must be found."""
