"""The one error of everything that reads what a person or a file wrote."""

from __future__ import annotations


class ParseError(ValueError):
    """A text that does not say what it should; `reason` is a plain sentence that names the text and the trouble."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
