"""A local Slack: the Web API, Socket Mode, signed HTTP and a control API for every human act."""
