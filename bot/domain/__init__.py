"""What the business says, in the standard library alone: no I/O, no clock, no framework."""
