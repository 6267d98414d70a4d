"""The local carrier: a stock of US numbers, a ledger, and Bandwidth's API over both."""
