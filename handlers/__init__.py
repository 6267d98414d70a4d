"""Thin: read the payload, call a use case, ack; one file for each thing a person can do."""
