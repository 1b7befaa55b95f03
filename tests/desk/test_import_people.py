"""Touches and surveys from the CRM: with whom, under which reading, and nothing of the CSM's written over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from csdesk.desk import health, imports, records
from csdesk.desk.core import Desk
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)
HEAD = "Account Name,Subject,Activity Type,Date,Contact,Contact Email,Description\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        halden = records.create(opened, "account", {"name": "Halden Foods", "crm_id": "H-1"}).record_id
        arvelle = records.create(opened, "account", {"name": "Arvelle Logistics", "crm_id": "A-1"}).record_id
        for account, name, email in (
            (halden, "Ilse Brandt", "ilse@halden.example"),
            (halden, "Jo Park", "jo.p@halden.example"),
            (halden, "Jo Park", "jo@halden.example"),
            (arvelle, "Ravi Menon", None),
        ):
            records.create(opened, "contact", {"name": name, "email": email, "side": "customer"}, account_id=account)
        yield opened


def touches(desk: Desk, account: int = 1) -> dict[str, tuple[object, object]]:
    people = {one.id: one.values["email"] or one.values["name"] for one in records.of_account(desk, "contact", account)}
    return {
        str(one.values["summary"]): (people.get(one.values["contact"]), one.values["detail"])  # type: ignore[call-overload]
        for one in records.of_account(desk, "touch", account)
    }


def write(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "activities.csv"
    path.write_text(HEAD + "".join(line + "\n" for line in lines))
    return path


def test_a_touch_is_with_the_one_person_it_names(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Halden Foods,By name,Call,2026-11-02,ILSE BRANDT,,Spoke of the pilot",
        "Halden Foods,By mail,Call,2026-11-03,Jo Park,jo@halden.example,",
        "Halden Foods,Two of the name,Call,2026-11-04,Jo Park,,",
        "Halden Foods,Of another account,Call,2026-11-05,Ravi Menon,,Long talk",
        "Halden Foods,Several,Meeting,2026-11-06,Ilse Brandt; Ann Lee,,",
        "Halden Foods,Written together,Meeting,2026-11-07,Jo (jo.p@halden.example),,",
        "Halden Foods,Nobody,Call,2026-11-08,,,Alone",
    )
    plan = imports.prepare(desk, path)
    assert [(c.label, imports.cell_text(desk, c)) for c in plan.entries[0].cells if c.field == "contact"] == [
        ("With whom", "Ilse Brandt")
    ]
    assert any("4 touches are with a person of the book" in note for note in plan.recognised.notes)
    assert any("Jo Park, Ravi Menon" in note for note in plan.recognised.notes)
    done = imports.apply(desk, path, plan)
    assert touches(desk) == {
        "By name": ("ilse@halden.example", "Spoke of the pilot"),
        "By mail": ("jo@halden.example", None),
        "Two of the name": (None, "With Jo Park."),
        "Of another account": (None, "With Ravi Menon.\nLong talk"),
        "Several": ("ilse@halden.example", "With Ilse Brandt; Ann Lee."),
        "Written together": ("jo.p@halden.example", None),
        "Nobody": (None, "Alone"),
    }
    again = imports.prepare(desk, path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 7)
    imports.undo_import(desk, done.import_id)
    assert touches(desk) == {}


def test_a_person_known_later_is_added_and_what_the_csm_wrote_stays(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "Halden Foods,Kick-off,Call,2026-11-02,Nora Vik,,Agreed dates")
    imports.apply(desk, path)
    (touch,) = records.of_account(desk, "touch", 1)
    records.update(desk, "touch", touch.id, {"detail": "My own words"})
    records.create(desk, "contact", {"name": "Nora Vik", "side": "customer"}, account_id=1)
    plan = imports.prepare(desk, path)
    (entry,) = plan.entries
    assert [(c.field, c.action, c.crm) for c in entry.compared] == [
        ("detail", "keep", "Agreed dates"), ("contact", "take", "Nora Vik"),
    ]  # fmt: skip
    imports.apply(desk, path, plan)
    assert touches(desk) == {"Kick-off": ("Nora Vik", "My own words")}
    records.update(desk, "touch", touch.id, {"contact": 1})
    imports.apply(desk, path)
    assert touches(desk)["Kick-off"][0] == "ilse@halden.example"


@pytest.mark.parametrize(("column", "values", "kept"), [
    ("NPS Score", ("9", "3"), "nps_answer"), ("NPS", ("-20", "55"), "nps"), ("CSAT Score", ("4", "2"), "csat"),
])  # fmt: skip
def test_a_survey_is_read_by_the_health_model(
    desk: Desk, tmp_path: Path, column: str, values: tuple[str, str], kept: str
) -> None:
    path = tmp_path / "survey.csv"
    first, second = (
        f"{name},{value},2026-11-1{value[-1]}"
        for name, value in zip(("Halden Foods", "Arvelle Logistics"), values, strict=True)
    )
    path.write_text(f"Account,{column},Responded at\n{first}\n{second}\n")
    plan = imports.prepare(desk, path)
    assert any(f"“{column}” is kept as the reading {kept}" in note for note in plan.recognised.notes)
    assert next(one for one in plan.columns if one.header == column).reading == kept
    imports.apply(desk, path, plan)
    found = [one.values["indicator"] for one in records.of_account(desk, "indicator_reading", 1)]
    assert found == [kept]
    assert records.get(desk, "account", 1).values["health_score"] is not None
    assert health.readings(desk, 1)


def test_an_answer_that_cannot_be_one_is_rejected_with_its_cell(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    rows = "".join(f"Halden Foods,{n % 11},2026-10-{n + 1:02d}\n" for n in range(20))
    path.write_text(f"Account,NPS Score,Responded at\n{rows}Arvelle Logistics,99,2026-11-11\n")
    plan = imports.prepare(desk, path)
    assert plan.created == 20
    assert [(r.line, r.column, r.reason) for r in plan.rejected] == [
        (22, "NPS Score", "99 is not between 0 and 10, as nps_answer is")
    ]


def test_the_person_and_the_text_of_a_touch_can_be_left_out(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path, "Halden Foods,One,Call,2026-11-02,Ilse Brandt,,Words", "Halden Foods,Two,Call,2026-11-03,,,X"
    )
    left = imports.Options(excluded_cells=frozenset({(2, "contact"), (2, "detail"), (3, "summary")}))
    imports.apply(desk, path, left)
    assert touches(desk) == {"One": (None, None), "Two": (None, "X")}


def test_two_answers_of_one_account_and_day_are_not_passed_over_in_silence(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    day = "Halden Foods,{},2026-11-10\n"
    path.write_text("Account,NPS Score,Responded at\n" + "".join(day.format(answer) for answer in (9, 2, 9)))
    plan = imports.prepare(desk, path)
    assert plan.created == 1 and plan.count("duplicate") == 2
    assert "1 reading is of the same account and day as one before, but otherwise: the first is taken." in (
        plan.recognised.notes
    )
