"""The two ways in which the local Slack says no."""

from sandbox.slack.shapes import Json


class SlackError(Exception):
    """A Web API call that Slack refuses, under Slack's own error name."""

    def __init__(self, code: str, messages: list[str] | None = None, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.details = details

    def body(self) -> Json:
        """The `ok: false` answer of the Web API."""
        answer: Json = {"ok": False, "error": self.code, **self.details}
        if self.messages:
            answer["response_metadata"] = {"messages": self.messages}
        return answer


class RefusedError(Exception):
    """A control call that no person could do in Slack, with a sentence that says why."""
