"""The ways of working that ship, for the window and the command line to offer."""

from __future__ import annotations

from csdesk.policy.load import Band, Policy, Tier, policies

__all__ = ["Band", "Policy", "Tier", "choices"]


def choices() -> tuple[Policy, ...]:
    """Every policy, the handbook's first. YamlError names a fault in a policy's file."""
    return tuple(policies().values())
