"""Which band a score stands in."""

from __future__ import annotations

from csdesk.policy.load import Band, Policy


def band_of(policy: Policy, health: float | None) -> Band | None:
    """The band of a health score (0 to 100, higher is better); None when there is no score.

    A policy that reads risk sees 100 less the health score (intervention, risk playbooks).
    """
    if health is None:
        return None
    score = 100 - health if policy.score == "risk" else health
    for band in policy.bands:
        if score >= band.start:
            return band
    return policy.bands[-1]
