"""Slack's rules for blocks and views, so that nothing passes here that Slack would refuse."""

from sandbox.slack.block_kit.surfaces import checked_blocks, checked_view

__all__ = ["checked_blocks", "checked_view"]
