"""The use cases, one verb a file: they sequence ports and the domain, and decide nothing."""
