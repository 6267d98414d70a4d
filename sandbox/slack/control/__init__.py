"""The control API under /_control/: every human act, what can be seen, what can be broken."""
