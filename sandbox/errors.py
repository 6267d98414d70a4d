"""What keeps the sandbox from starting."""


class SandboxError(Exception):
    """The sandbox can't start; the sentence names the cure."""


class PortTakenError(SandboxError):
    """Something else listens on a port of the sandbox."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} is taken: stop what uses it, or choose another with "
            "SANDBOX_PORT=8900 make sandbox."
        )
