"""The shape a parsed condition has for the schema; the parser itself lives in `values.expression`."""

from csdesk.values.expression import Expression as Condition

__all__ = ["Condition"]
