"""Everything that is Slack's: what it sends us, what we show there, and the calls to it."""
