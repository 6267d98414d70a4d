"""What people are shown: all that a card, a notice or a private answer needs, and no wording."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.budgeting import Room
from bot.domain.order import BOT, Approval, Order, Person
from bot.domain.purchase import Attempt, Bought
from bot.domain.questions import Question
from bot.domain.revisions import Revision


@dataclass(frozen=True, slots=True)
class Card:
    """A Slack message that pictures an order.

    Attributes:
        order_id: The order's ULID.
        kind: `root`, `approval`, `review`; `own`, or `lapsed:` with a revision and a person, for a
            notice under the approval card; `asked:` and the person who is asked by direct message
            too; `whom` for whom it is for; `notice:` and what a message in the thread tells, or
            `whom:` and what one to them does. A further `:` and number
            tells those of one order apart.
        channel: Where it stands, or should; empty while nobody knows.
        ts: Slack's id of it; empty while it is not posted.
        thread_ts: The message under which it stands, for a notice; empty for the others.
    """

    order_id: str
    kind: str
    channel: str = ""
    ts: str = ""
    thread_ts: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """What every picture says of the installation.

    Attributes:
        carrier: The carrier's label.
        practice: Whether the carrier is not the real one: nothing is really bought.
        after_note: What to do with the numbers then, such as "ask #telecom to route them".
        contact: Where to ask, such as "#telecom"; may be empty.
        command: The slash command.
        workspace: The address of the Slack workspace, for links; empty makes none.
        rules: Whether the policy has rules that approve orders without a manager.
    """

    carrier: str = "Bandwidth"
    practice: bool = False
    after_note: str = ""
    contact: str = ""
    command: str = "/order-numbers"
    rules: bool = False
    workspace: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """Buying is stopped for everybody.

    Attributes:
        why: In the words of who stopped it; may be empty.
        by: Who, as named then; the bot itself where nobody else is known.
        since: When, UTC; None where that is not known.
    """

    why: str
    by: Person = BOT
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a card or a notice of an order shows; drawn from the ledger alone.

    Attributes:
        order: The order.
        house: What is the same for all orders.
        numbers: What was bought, by TN.
        approvals: Of the current revision.
        attempts: For the evidence, oldest first.
        candidates: TNs on the account that may be this order's (needs review).
        names: Names by the ids of users and user groups; a missing user is shown as "someone".
        approvers: User ids of who could approve it now, also those who have.
        needed: How many different people have to approve it.
        tier: What the policy calls such orders; empty for ordinary ones.
        stuck: Whether, as far as is known, fewer people could approve it than are needed.
        own_reason: Why who asked for it approved it too, in their words; else empty.
        operators: User ids of who mends what a machine can't decide.
        needs_confirmation: Whether Approve asks once more.
        paused: What stops all buying; None when nothing does.
        twin: The likely duplicate that was open when this was asked.
        away: Who could decide it and is away, with the day on which they are back.
        backups: User ids of the backup approvers who were asked too.
        only: How many more people could approve it now, where those are too few because of who is
            away; None where they are enough.
        homeless: Whether the requester's channel could not be used, so that this is a DM.
        revisions: What was asked, from the first revision to the current one.
        questions: What approvers wanted to know about it, oldest first.
        rooms: What is left of each budget that counts the order, itself included.
    """

    order: Order
    house: House
    numbers: tuple[Bought, ...] = ()
    approvals: tuple[Approval, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    candidates: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    approvers: tuple[str, ...] = ()
    needed: int = 1
    tier: str = ""
    stuck: bool = False
    own_reason: str = ""
    operators: tuple[str, ...] = ()
    needs_confirmation: bool = False
    paused: Pause | None = None
    twin: Order | None = None
    away: Mapping[str, date] = field(default_factory=dict[str, date])
    backups: tuple[str, ...] = ()
    only: int | None = None
    homeless: bool = False
    revisions: tuple[Revision, ...] = ()
    questions: tuple[Question, ...] = ()
    rooms: tuple[Room, ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """What operators watch over.

    Attributes:
        paused: What stops all buying; None when nothing does.
        reviews: Orders that need a person, oldest first.
        more_reviews: Whether there are more of them.
        given_up: How many jobs were given up.
    """

    paused: Pause | None = None
    reviews: tuple[Order, ...] = ()
    more_reviews: bool = False
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class Home:
    """The bot's own page for one person.

    Attributes:
        user: The person's Slack user id.
        orders: Some of their orders: those that are open first, each kind newest first.
        watch: For operators; None for everybody else.
    """

    user: str
    orders: tuple[Order, ...] = ()
    watch: Watch | None = None


class ReplyKind(StrEnum):
    """Which private answer a person gets; the views word it."""

    RECEIVED = "received"
    TOO_MANY = "too_many"
    TOO_MANY_WAITING = "too_many_waiting"
    TOO_MANY_FOR_THEM = "too_many_for_them"
    STATE = "state"
    STATE_NOT_KNOWN = "state_not_known"
    AREA_CODE = "area_code"
    TOLL_FREE = "toll_free"
    NOT_NAMED = "not_named"
    GUEST = "guest"
    STRANGER = "stranger"
    DEACTIVATED = "deactivated"
    FOR_OUTSIDER = "for_outsider"
    COST_CENTER = "cost_center"
    NOT_CHARGER = "not_charger"
    APPROVED = "approved"
    DENIED = "denied"
    CANCELLED = "cancelled"
    ALREADY_DECIDED = "already_decided"
    EXPIRED = "expired"
    CHANGED = "changed"
    CHANGE_MADE = "change_made"
    VOTED = "voted"
    VOTED_ALREADY = "voted_already"
    WITHDRAWN = "withdrawn"
    NOT_VOTED = "not_voted"
    VOTE_COUNTED = "vote_counted"
    OWN_REQUEST = "own_request"
    OWN_CHANGE = "own_change"
    CHANGER = "changer"
    NO_REASON = "no_reason"
    NOT_IN_TIER = "not_in_tier"
    NOT_APPROVER = "not_approver"
    NOT_YOURS = "not_yours"
    NOT_ASKED = "not_asked"
    ASKED = "asked"
    ANSWER_TAKEN = "answer_taken"
    ANSWERED = "answered"
    TOO_LATE = "too_late"
    STILL_CHECKING = "still_checking"
    STILL_WORKING = "still_working"
    CANT_CHECK = "cant_check"
    STATUS = "status"
    NO_SUCH_ORDER = "no_such_order"
    APPROVAL_CHANNEL_MISSING = "approval_channel_missing"
    NOT_OPERATOR = "not_operator"
    REMINDED = "reminded"
    REMIND_AGAIN = "remind_again"
    REMIND_LATER = "remind_later"
    REMINDED_ENOUGH = "reminded_enough"
    REMINDERS_OFF = "reminders_off"
    NOT_YOUR_REMINDER = "not_your_reminder"
    AWAY = "away"
    BACK = "back"
    AWAY_NOTHING = "away_nothing"
    AWAY_WHEN = "away_when"
    ADOPTED = "adopted"
    ORDERED_AGAIN = "ordered_again"
    GAVE_UP = "gave_up"
    EVIDENCE_CHANGED = "evidence_changed"
    CANT_LIST = "cant_list"
    FOUND = "found"
    STILL_OPEN = "still_open"
    TOO_EARLY = "too_early"
    PAUSED = "paused"
    RESUMED = "resumed"
    ALREADY_PAUSED = "already_paused"
    NOT_PAUSED = "not_paused"
    ALERT_PART_SIZE = "alert_part_size"
    ALERT_ACCESS_DENIED = "alert_access_denied"
    ALERT_SEARCH_DENIED = "alert_search_denied"
    ALERT_NO_CREDIT = "alert_no_credit"
    ALERT_LATE_ANSWER = "alert_late_answer"
    ALERT_TWINS = "alert_twins"
    ALERT_GIVEN_UP = "alert_given_up"
    ALERT_NOBODY_CAN_APPROVE = "alert_nobody_can_approve"
    ALERT_NOBODY = "alert_nobody"
    FORM_NOT_OPENED = "form_not_opened"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Reply:
    """A private answer to one person's act.

    Attributes:
        kind: Which sentence.
        order: The order it is about, as it is now; None when there is none.
        people: User ids that the sentence names.
        detail: What else it says: a reference, a channel, an old quantity.
        numbers: What was bought for the order, by TN; only for its status.
        paused: What stops all buying; only where that is the answer.
        picture: The order as its cards show it; only where the answer tells of a change.
        away: Those of the people who are away, with the day on which they are back.
    """

    kind: ReplyKind
    order: Order | None = None
    people: tuple[str, ...] = ()
    detail: str = ""
    numbers: tuple[Bought, ...] = ()
    paused: Pause | None = None
    picture: Picture | None = None
    away: Mapping[str, date] = field(default_factory=dict[str, date])
