"""A local Slack and a local carrier: where the bot is tried, learned and tested."""
