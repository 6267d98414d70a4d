"""When to speak to Slack again after it did not take what was said."""

from datetime import datetime, timedelta

from bot.domain.errors import SlackUnavailableError
from bot.domain.jobs import Claim

_LONGEST_PAUSE_S = 120.0
_DOUBLINGS = 7  # 2**7 seconds are more than the longest pause.


def retry_at(claim: Claim, error: SlackUnavailableError, now: datetime) -> datetime:
    """The next try: when Slack says, or after a pause that doubles with each claim."""
    if error.retry_after_s:
        return now + timedelta(seconds=error.retry_after_s)
    pause_s = min(2.0 ** min(claim.fence - 1, _DOUBLINGS), _LONGEST_PAUSE_S)
    return now + timedelta(seconds=pause_s)
