"""Starting a playbook: which ones an account calls for and why, the days a start would give, and the start itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from csdesk.desk import playbooks, records, run_facts, settings
from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid, RecordMissing
from csdesk.desk.run_model import Choice, Plan, PlannedStep, Preview, Proposal
from csdesk.desk.run_view import of_account
from csdesk.policy import playbooks as engine
from csdesk.policy.playbooks_model import ANCHORS, Playbook, owners_in_words
from csdesk.values.days import count, format_date

if TYPE_CHECKING:
    from csdesk.desk.core import Desk


def propose(desk: Desk, account_id: int) -> tuple[Proposal, ...]:
    """The playbooks that the account calls for now, each with its reasons; never one that already runs there."""
    return tuple(
        Proposal(one.playbook, one.title, one.why, one.purpose, one.about, one.steps, one.days)
        for one in choices(desk, account_id)
        if one.why and one.fits and one.running is None
    )


def choices(desk: Desk, account_id: int) -> tuple[Choice, ...]:
    """Every playbook by title, for choosing one by hand: those meant for the account first."""
    from csdesk.desk.account_rows import chosen_policy

    known = playbooks.library().playbooks
    policy = chosen_policy(desk)
    ways = {policy.id, policy.extends} - {""}
    tier = str(records.get(desk, "account", account_id).values["tier"] or "")
    running = {one.playbook: one.id for one in of_account(desk, account_id) if one.state == "active"}
    facts = run_facts.facts(desk, account_id, review=run_facts.review_for(desk, account_id), started=desk.clock.today())
    found = [
        Choice(
            one.id, one.title, one.about, one.purpose, one.source, len(one.steps), one.length, one.own,
            engine.fits(one, ways, tier), running.get(one.id), "; ".join(engine.proposed(one, facts)),
        )
        for one in known.values()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: not one.fits))


def preview(desk: Desk, playbook_id: str, account_id: int, on: date | None = None) -> Preview:
    """The days that a start would give; writes nothing. Invalid when the account has no day to count from."""
    found = playbooks.playbook(playbook_id)
    anchor, start_day = _days(desk, found, account_id, on)
    dated = engine.schedule(found, anchor, start_day, settings.days_off(desk))
    steps = tuple(
        PlannedStep(
            one.phase.title, one.step.title, one.begins, one.due, one.step.days, owners_in_words(one.step.owners),
            one.step.gate, one.shifted and not one.held, one.held,
        )
        for one in dated
    )  # fmt: skip
    notes = []
    if moved := sum(one.shifted for one in steps):
        notes.append(f"{count(moved, 'step')} moved off a weekend or a day off.")
    if held := sum(one.held for one in steps):
        verb = "has its day" if held == 1 else "have their day"
        notes.append(f"{count(held, 'step')} {verb} behind us and would fall on {format_date(steps[0].due, 'day')}.")
    return Preview(found.id, found.title, anchor, ANCHORS[found.anchor], steps, tuple(notes))


def _days(desk: Desk, playbook: Playbook, account_id: int, on: date | None) -> tuple[date, date]:
    """The day that a playbook counts from, and the first day of its run."""
    today = desk.clock.today()
    if playbook.anchor == "start":
        day = on or today
        return day, day
    if on is not None:
        return on, today
    if playbook.anchor == "review_date":
        review = run_facts.review_for(desk, account_id)
        if review is None:
            raise Invalid("on", f"“{playbook.title}” counts from a review, and none is planned", "Plan one, or say on.")
        return review.values["date"], today
    found = records.get(desk, "account", account_id).values[playbook.anchor]
    if found is None:
        raise Invalid(
            "on",
            f"“{playbook.title}” counts from {ANCHORS[playbook.anchor]}, which is not known",
            "Fill it in at the account, or name the day.",
        )
    return found, today


def start(
    desk: Desk,
    playbook_id: str,
    account_id: int,
    on: date | None = None,
    why: str = "",
    signal: int | None = None,
    escalation: int | None = None,
) -> Changed:
    """Start a playbook, with all its dated steps, as one undo step; `Changed.record_id` is the run.

    `on` is the day to count from; without it today, or the day of the account that the playbook names. Invalid when
    the playbook already runs there, or there is no day to count from.
    """
    found = playbooks.playbook(playbook_id)
    known = records.get(desk, "account", account_id)
    if any(one.playbook == found.id and one.state == "active" for one in of_account(desk, account_id)):
        raise Invalid("playbook", f"“{found.title}” already runs at {known.title}", "Go on with that run, or stop it.")
    anchor, start_day = _days(desk, found, account_id, on)
    off = settings.days_off(desk)
    dated = engine.schedule(found, anchor, start_day, off)
    with desk.write(f"Start “{found.title}”", account_id=account_id) as tx:
        run = _made(
            records.create(
                desk,
                "playbook_run",
                {
                    "title": found.title, "playbook": found.id, "why": why or None,
                    "started_on": start_day, "state": "active",
                    "plan": Plan(found, anchor).text(), "signal": signal, "escalation": escalation,
                },
                account_id=account_id,
            )
        )  # fmt: skip
        for place, one in enumerate(dated, 1):
            values = {
                "title": one.step.title, "run": run, "key": one.step.id, "phase": one.phase.id, "due": one.due,
                "planned": one.due, "owner": ", ".join(one.step.owners), "channel": one.step.channel,
                "deliverable": one.step.deliverable or None, "detail": one.step.detail or None, "gate": one.step.gate,
                "state": "open",
            }  # fmt: skip
            made = _made(records.create(desk, "run_step", values, account_id=account_id))
            tx.update("run_step", made, {"position": float(place)})
        tx.first = ("playbook_run", run)
    return replace(tx.changed, record_id=run)


def _made(changed: Changed) -> int:
    if changed.record_id is None:
        raise RecordMissing("The run could not be added.", "Nothing was saved.", "Try again.")
    return changed.record_id
