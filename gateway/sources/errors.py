"""How a source fails, as the gateway reports it: `code` becomes `extensions.code` of the client's error."""


class SourceError(Exception):
    """A fetch that did not bring what it should; the message names the source and what happened."""

    code = "SOURCE_UNAVAILABLE"

    def __init__(self, source: str, message: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source = source
        self.message = message


class SourceUnavailable(SourceError):
    """The source could not be reached, or broke the connection before it answered.

    `sent`: it may have got the request; `lasting`: the same request would end the same way if it were tried again at once.
    """

    def __init__(self, source: str, message: str, *, sent: bool, lasting: bool = False) -> None:
        super().__init__(source, message)
        self.sent = sent
        self.lasting = lasting


class SourceTimeout(SourceError):
    code = "TIMEOUT"


class BadSourceResponse(SourceError):
    """The source answered with something that is no answer: another status, another shape, too much."""

    code = "BAD_SOURCE_RESPONSE"
