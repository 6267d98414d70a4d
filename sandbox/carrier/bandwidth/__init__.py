"""Bandwidth's Numbers API (XML, OAuth 2.0) over the local carrier's stock and ledger."""
