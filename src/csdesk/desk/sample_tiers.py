"""What the sample book shows of tiers: facts that rules ask for, an account that has grown, and a tier kept by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.values.clock import FixedClock
from csdesk.values.days import add_months, previous_working_day
from csdesk.values.money import Money

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_FACTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Brightmere Care": {"stature": "leader", "reference": "active", "strategic_fit": "high", "complexity": "high",
                        "expansion_potential": "several", "annual_revenue": 610_000_000, "multi_site": True},
    "Morvelle Foods": {"stature": "leader", "reference": "passive", "strategic_fit": "high", "complexity": "high",
                       "expansion_potential": "several", "annual_revenue": 240_000_000, "multi_site": True},
    "Tavrik Instruments": {"stature": "niche", "reference": "active", "strategic_fit": "high", "complexity": "medium",
                           "expansion_potential": "several", "active_integration": True},
    "Ashenbrook Mutual": {"stature": "niche", "strategic_fit": "medium", "complexity": "high",
                          "expansion_potential": "limited", "executive_escalation": True},
    "Arvenne Logistics": {"stature": "leader", "reference": "active", "strategic_fit": "high", "complexity": "high",
                          "growth_potential": "high", "expansion_potential": "several"},
    "Thornquist Legal": {"stature": "local", "strategic_fit": "low", "complexity": "low", "growth_potential": "low"},
    "Hartlow Dental Group": {"stature": "local", "complexity": "low", "expansion_potential": "limited",
                             "multi_site": True},
    "Pallastine Robotics": {"stature": "leader", "complexity": "high", "growth_potential": "high",
                            "reference_logo": True},
    "Quillard Media": {"strategic_fit": "medium", "complexity": "medium", "cloud_migration": True},
    "Pixelgrove Studio": {"stature": "local", "complexity": "low", "growth_potential": "high"},
}  # fmt: skip
"""Account facts, by name; annual revenue in dollars."""
_GROWN: Final = ("Garrowby Energy", "Mid-market")
"""It has grown past the tier that the book has it in."""
_KEPT: Final = ("Umbrick Textiles", "Mid-market", "Their new mill opens in spring and doubles the seats", 40, 10)
"""Account, tier, reason, days since it was set, and days to its review."""


def write_tiers(desk: Desk, accounts: Mapping[str, int], today: date) -> None:
    """Write the facts, the tier that was left behind, and the override."""
    day = previous_working_day(today - timedelta(days=_KEPT[3]))
    clock = FixedClock(datetime.combine(day, time(9, 40), UTC))
    with desk.book.write("Note what tiers ask about", origin="sample", undoable=False, clock=clock) as tx:
        for name, facts in _FACTS.items():
            if name in accounts:
                values = dict(facts)
                if "annual_revenue" in values:
                    values["annual_revenue"] = Money.of(values["annual_revenue"], "USD")
                tx.update("account", accounts[name], values)
        if _GROWN[0] in accounts:
            tx.update("account", accounts[_GROWN[0]], {"tier": _GROWN[1]})
        name, tier, reason, _, ahead = _KEPT
        if name in accounts:
            before = str(tx.current("account", accounts[name])["tier"] or "")
            review = min(previous_working_day(today + timedelta(days=ahead)), add_months(today, 3))
            tx.insert("override", {"account_id": accounts[name], "subject": "tier", "value": tier, "before": before,
                                   "reason": reason, "set_on": day, "review_on": review})  # fmt: skip
            tx.update("account", accounts[name], {"tier": tier})
