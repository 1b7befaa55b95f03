"""Lists of words written as one text, so that they stay readable."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, split at white space."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """The phrases of a text, split at semicolons."""
    return frozenset(part for phrase in text.split(";") if (part := " ".join(phrase.split())))
