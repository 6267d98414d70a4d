"""Purchases through the port alone, followed until they have ended."""

from dataclasses import replace

from bot.domain.criteria import Criteria
from bot.domain.purchase import Attempt, Bought, Receipt, Stage
from bot.ports import Carrier
from tests.contract.local_carriers import Running

_LOOKS = 5  # An order at the local carrier has ended at the second one, if nothing holds it up.


async def ended(carrier: Carrier, criteria: Criteria, attempt: Attempt) -> Receipt:
    """Send the attempt, and look until it has ended."""
    receipt = await carrier.buy(criteria, attempt.part, attempt.client_ref)
    accepted = replace(attempt, carrier_order=receipt.carrier_order)
    for _ in range(_LOOKS):
        if receipt.stage is Stage.ENDED:
            return receipt
        looked = await carrier.look_up(accepted, criteria)
        assert looked.receipt is not None
        receipt = looked.receipt
    raise AssertionError(receipt)


async def found(carrier: Carrier, criteria: Criteria, lost: Attempt) -> tuple[Bought, ...]:
    """What looks show of an attempt whose answer was lost, once it has ended."""
    for _ in range(_LOOKS):
        traces = await carrier.look_up(lost, criteria)
        assert (traces.receipt is not None) is carrier.keeps_references
        if traces.receipt is None:
            return traces.candidates
        if traces.receipt.stage is Stage.ENDED:
            return traces.receipt.bought
    raise AssertionError(lost)


def on_ledger(running: Running) -> list[str]:
    """The TNs that the carrier has sold, in order."""
    return sorted(each["number"] for each in running.carrier.ledger()["purchases"])
