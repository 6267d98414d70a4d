"""Bandwidth's Catapult v1 (JSON) over the local carrier's stock and ledger."""
