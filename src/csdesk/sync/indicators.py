"""Under which name a reading is kept, so that health models read it: by its column's name, for surveys by its scale.

An NPS of 0 to 10 is one person's answer, one of -100 to 100 what many answers make; a CSAT is read from 1 to 5. The
names are those that the policies of CSDesk read; any other name is kept as the file has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from csdesk.policy.health_model import reading_name

ANSWER, NPS, CSAT, TICKET_CSAT = "nps_answer", "nps", "csat", "support_csat"

_NAMES: dict[str, str] = {
    "active_users": "active_user_count number_of_active_users aktive_benutzer",
    "active_users_percent": """
        active_users_pct percent_active_users active_user_share active_user_rate share_of_active_users
        license_activation licence_activation
    """,
    "logins_week": """
        weekly_logins logins_per_week logins_last_7_days logins_7_days logins_7d login_count_7d logins_this_week
    """,
    "logins": """
        login_count number_of_logins total_logins logins_total logins_last_30_days logins_30_days logins_30d
        monthly_logins logins_per_month anmeldungen connexions inicios_de_sesion accessi
    """,
    "session_minutes": """
        average_session_minutes avg_session_minutes average_session_duration avg_session_duration
        session_length_minutes minutes_per_visit
    """,
    "features_used": "used_features features_adopted number_of_features_used feature_count features_in_use",
    "seats_used": """
        used_seats seats_in_use licenses_used licences_used used_licenses used_licences licenses_in_use licences_in_use
        active_seats
    """,
    "seat_use": """
        license_utilization licence_utilization license_utilisation licence_utilisation seat_usage_percent
        license_usage_percent licence_usage_percent
    """,
    "open_tickets": """
        tickets_open open_cases cases_open open_support_tickets open_support_cases number_of_open_tickets
        unresolved_tickets offene_tickets tickets_ouverts tickets_abiertos
    """,
    "tickets": """
        ticket_count number_of_tickets tickets_created new_tickets support_cases case_count number_of_cases
        tickets_last_30_days
    """,
    "p1_open": "open_p1 p1_open_tickets open_p1_cases p1_cases open_critical_tickets",
    "p2_open": "open_p2 p2_open_tickets open_p2_cases p2_cases",
    "late_invoices": "number_of_late_invoices invoices_overdue overdue_invoices late_invoice_count",
    "days_since_login": "days_since_last_log_in days_without_login",
    "response_hours": "response_time_hours hours_to_respond average_response_hours avg_response_hours",
    "meeting_attendance": "attendance_rate meeting_attendance_rate meeting_attendance_percent",
    "survey_response_rate": "survey_response_percent survey_reply_rate",
    "utilisation": "contract_utilization contract_utilisation capacity_utilization capacity_utilisation",
}
_KNOWN_AS = {other: name for name, others in _NAMES.items() for other in others.split()}

KEPT_AS = frozenset({*_NAMES, ANSWER, NPS, CSAT, TICKET_CSAT})
"""Every name that a reading is given here."""

_NPS = re.compile(r"(?:^|_)e?nps(?:_|$)|net_promoter|likelihood_to_recommend|likely_to_recommend|would_you_recommend")
_CSAT = re.compile(r"(?:^|_)csat(?:_|$)|satisfaction|zufriedenheit|soddisfazione|satisfaccion|tevredenheid")
_TICKET = re.compile(r"(?:^|_)(?:support|ticket|tickets|case|cases|service|resolution)(?:_|$)")
_NOT_A_SCORE = re.compile(
    r"(?:^|_)(?:count|number|responses|respondents|sent|date|rate|promoters|detractors|passives|change|trend|target|"
    r"enps|comments?|share|invited|surveys)(?:_|$)"
)
_MADE_OF_MANY = re.compile(r"(?:^|_)(?:average|avg|mean|overall|account|company|relationship|aggregate)(?:_|$)")
_ONE_ANSWER = re.compile(r"(?:^|_)(?:answers?|response|rating|likelihood|likely|recommend)(?:_|$)")
_MOST = 0.9
_FEW = 10


def key(indicator: object) -> object:
    """What two names of the same reading have in common."""
    return reading_name(indicator) if isinstance(indicator, str) else indicator


def names_of(values: Mapping[str, Sequence[float]]) -> dict[str, tuple[str, str]]:
    """For each name in a file, with all of its values: the name it is kept under, and why in words, or "".

    A name that needs no other is kept as it stands; so is the second of two that would come to one.
    """
    found: dict[str, tuple[str, str]] = {}
    taken: set[object] = set()
    for name, numbers in sorted(values.items(), key=lambda item: reading_name(item[0]) not in KEPT_AS - {NPS}):
        kept = _kept(name, numbers)
        found[name] = (name, "") if key(kept[0]) in taken else kept
        taken.add(key(found[name][0]))
    return found


def _kept(name: str, numbers: Sequence[float]) -> tuple[str, str]:
    plain = reading_name(name)
    if plain in _KNOWN_AS:
        return _KNOWN_AS[plain], ""
    if not numbers or plain == ANSWER or _NOT_A_SCORE.search(plain):
        return name, ""
    if _NPS.search(plain):
        return _nps(plain, numbers)
    if _CSAT.search(plain):
        return _csat(plain, numbers)
    return name, ""


def _nps(plain: str, numbers: Sequence[float]) -> tuple[str, str]:
    answers = sum(1 for each in numbers if 0 <= each <= 10)
    if answers == len(numbers):
        if _MADE_OF_MANY.search(plain) and not _ONE_ANSWER.search(plain):
            return NPS, "its name says that it is made of many answers"
        return ANSWER, "every value lies in 0 to 10, as a single answer does"
    if len(numbers) >= _FEW and answers >= len(numbers) * _MOST and all(each.is_integer() for each in numbers):
        return ANSWER, "nearly every value lies in 0 to 10, as a single answer does"
    return NPS, "its values go beyond 0 to 10, as only an NPS of many answers does"


def _csat(plain: str, numbers: Sequence[float]) -> tuple[str, str]:
    name = TICKET_CSAT if _TICKET.search(plain) else CSAT
    inside = sum(1 for each in numbers if 0 <= each <= 5)
    if inside == len(numbers) or (len(numbers) >= _FEW and inside >= len(numbers) * _MOST):
        return name, "read from 1 to 5"
    if max(numbers) <= 10:
        return f"{name}_of_10", "its values go to 10, and CSAT is read from 1 to 5: no health model reads it"
    return f"{name}_percent", "its values go beyond 10, and CSAT is read from 1 to 5: no health model reads it"


_RANGES = {ANSWER: (0, 10), NPS: (-100, 100), CSAT: (0, 5), TICKET_CSAT: (0, 5)}


def fault(name: str, value: float) -> str:
    """Why a value cannot be one of that reading; "" when it can."""
    low, high = _RANGES.get(name, (value, value))
    if low <= value <= high:
        return ""
    return f"{value:g} is not between {low} and {high}, as {name} is"


def notes(kept: Iterable[tuple[str, str, str]], most: int = 8) -> list[str]:
    """What to say of the names: (name in the file, name kept, why), those first that were decided by their values."""
    renamed = [each for each in kept if each[2] or key(each[0]) != key(each[1])]
    said = [
        f"“{old}” is kept as the reading {new}" + (f": {why}." if why else ".")
        for old, new, why in sorted(renamed, key=lambda each: not each[2])
    ]
    return said[:most] + ([f"{len(said) - most} more readings are kept under other names."] if said[most:] else [])
