"""Documents through the desk: bound both ways, rows, undo, versions, export, and texts that break lesser programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from csdesk import paths
from csdesk.desk import bin, documents, people, records, settings
from csdesk.desk.core import Desk
from csdesk.desk.documents import FieldPath, FieldView
from csdesk.desk.errors import DeskError, Invalid, NotReady
from csdesk.documents.verify import text_of
from csdesk.forms.state import Approval
from csdesk.values.clock import FixedClock
from csdesk.values.formats import Formats
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)
PLAN = "success-plan"

COMPLETE = {
    "account": {"product": "Flow", "contract_start": "2026-02-01", "renewal_date": "2028-01-31", "arr": 412000},
    "assignment": {"csm": "Nora Hale"},
    "summary": {"brief": "Nine months in.", "objective": "One process.", "success_definition": "A five-day close."},
    "stakeholders": [{"name": "Ines Caldeira", "title": "CFO", "role": "economic buyer"}],
    "context": {"strategy": "Grow", "budget_cycle": "September"},
    "goals": [
        {
            "title": "Close in five days", "outcome": "Earlier figures", "metric": "Working days",
            "baseline": "9.5 days", "target": "5 days", "target_date": "2026-12-31", "owner_customer": "Ines Caldeira",
            "owner_ours": "Nora Hale", "status": "On track",
        }
    ],
    "milestones": [
        {"title": "Technical go-live", "target_date": "2026-03-13", "criteria": "All plants", "status": "planned"}
    ],
    "cadence": [{"with": "Executive sponsor", "frequency": "Each quarter"}],
    "next_meetings": [{"title": "QBR", "date": "2027-02-17"}],
    "factors": {"from_customer": ["A named approver"], "from_us": ["A specialist"]},
    "priorities": {"customer": "Close the year", "csm": "Find a second sponsor quietly"},
    "approvals": {"economic_buyer": "Ines Caldeira", "csm": {"name": "Nora Hale", "date": "2026-11-18"}},
    "history": {"next_review": "2027-02-17"},
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        settings.set_formats(opened, Formats(date_order="dmy", currency="EUR"))
        settings.set_profile(opened, name="Nora Hale", company="Kelvara", role="Customer Success Manager")
        people_tx = records.create(opened, "contact", {"name": "Nora Hale"})
        assert people_tx
        yield opened


@pytest.fixture
def account(desk: Desk) -> int:
    made = records.create(desk, "account", {"name": "Arvelle Logistics AB", "arr": Money.of(1000, "EUR")}).record_id
    assert made is not None
    return made


@pytest.fixture
def plan(desk: Desk, account: int) -> int:
    return documents.open_document(desk, PLAN, account)


def field(desk: Desk, document: int, path: str) -> FieldView:
    wanted = FieldPath.parse(path)
    for section in documents.view(desk, document).sections:
        for one in (*section.fields, *(one for row in section.rows for one in row.fields)):
            if one.path == wanted:
                return one
    raise AssertionError(path)


def rows(desk: Desk, document: int, section: str) -> list[str]:
    return [r.key for s in documents.view(desk, document).sections if s.section.id == section for r in s.rows]


def put(desk: Desk, document: int, path: str, value: object) -> None:
    documents.set_value(desk, document, FieldPath.parse(path), value)


# bound both ways


def test_what_is_typed_in_the_plan_is_the_books_and_the_other_way_round(desk: Desk, account: int, plan: int) -> None:
    put(desk, plan, "account//arr", "412k")
    assert records.get(desk, "account", account).values["arr"] == Money.of(412_000, "EUR")
    records.update(desk, "account", account, {"objective": "Fewer late deliveries"})
    assert field(desk, plan, "summary//objective").value == "Fewer late deliveries"


def test_a_row_is_a_record_of_the_book(desk: Desk, account: int, plan: int) -> None:
    goal = records.create(desk, "goal", {"title": "Cut late deliveries"}, account_id=account).record_id
    assert rows(desk, plan, "goals") == [str(goal)]
    put(desk, plan, f"goals/{goal}/target_date", "end of May")
    put(desk, plan, f"goals/{goal}/achieved_when", "No depot is late")
    assert records.get(desk, "goal", goal or 0).values["target_date"] == date(2027, 5, 31)
    assert field(desk, plan, f"goals/{goal}/achieved_when").value == "No depot is late"


def test_a_person_typed_by_name_is_found_or_made_on_the_right_side(desk: Desk, account: int, plan: int) -> None:
    put(desk, plan, "assignment//csm", "nora hale")
    put(desk, plan, "assignment//success_manager", "Lea Brandt")
    put(desk, plan, "assignment//technical_contact", "Jonas Weir")
    assert {one.title for one in people.team(desk)} == {"Nora Hale", "Lea Brandt", "Jonas Weir"}
    assert people.contacts(desk, account) == ()


def test_an_empty_row_can_be_added_to_every_section(desk: Desk, plan: int) -> None:
    for section in documents.view(desk, plan).sections:
        if section.section.kind in ("rows", "repeat"):
            documents.add_row(desk, plan, section.section.id, {})
            assert len(rows(desk, plan, section.section.id)) == 1, section.section.id


def test_what_cannot_be_taken_is_refused_with_its_path(desk: Desk, plan: int) -> None:
    for path, value in (
        ("account//renewal_date", "31/2"),
        ("account//arr", "lots"),
        ("history//created", "2026-01-01"),
        ("goals/99/title", "x"),
        ("goals/x/title", "x"),
        ("goals//title", "x"),
        ("nowhere//x", "x"),
        ("account//nothing", "x"),
        ("account//name", ""),
        ("cadence/r9/with", "x"),
    ):
        with pytest.raises(DeskError):
            put(desk, plan, path, value)
    assert field(desk, plan, "account//renewal_date").value is None
    assert rows(desk, plan, "cadence") == []


# rows


def test_rows_of_records_and_of_the_document_move_and_go_and_come_back(desk: Desk, plan: int) -> None:
    for section in ("goals", "cadence"):
        title = "title" if section == "goals" else "with"
        for name in "ABC":
            documents.add_row(desk, plan, section, {title: name})
        keys = rows(desk, plan, section)
        documents.move_row(desk, plan, section, keys[2], 0)
        assert rows(desk, plan, section) == [keys[2], keys[0], keys[1]]
        documents.remove_row(desk, plan, section, keys[0])
        assert rows(desk, plan, section) == [keys[2], keys[1]]
        desk.undo()
        assert rows(desk, plan, section) == [keys[2], keys[0], keys[1]]
        assert field(desk, plan, f"{section}/{keys[0]}/{title}").value == "A"


def test_typing_in_a_field_is_one_undo_step_with_a_name(desk: Desk, plan: int) -> None:
    put(desk, plan, "context//strategy", "Gr")
    put(desk, plan, "context//strategy", "Grow")
    assert "Company strategy" in (desk.undo_name or "")
    desk.undo()
    assert field(desk, plan, "context//strategy").value is None


# fill


def test_fill_completes_a_plan_in_one_step(desk: Desk, account: int) -> None:
    made = documents.fill(desk, PLAN, account, COMPLETE)
    assert made.created
    assert documents.gaps(desk, PLAN, account).missing == ()
    again = documents.fill(desk, PLAN, account, COMPLETE)
    assert again.document_id == made.document_id and not again.created
    assert len(rows(desk, made.document_id, "goals")) == 1
    assert len(people.contacts(desk, account)) == 1
    desk.undo()
    assert documents.existing(desk, PLAN, account) is None
    assert records.of_account(desk, "goal", account) == ()


def test_fill_names_every_bad_path_and_keeps_nothing(desk: Desk, account: int) -> None:
    before = desk.undo_name
    with pytest.raises(documents.InvalidAnswers) as caught:
        documents.fill(
            desk,
            PLAN,
            account,
            {
                "account": {"product": "Flow", "arr": "lots", "nothing": 1},
                "goals": [{"title": "A"}, {"title": "B", "target_date": "31/2"}],
                "meetings": {"weekly": "perhaps"},
                "nowhere": {},
                "milestones": {"title": "x"},
            },
        )
    assert {path for path, _ in caught.value.faults} == {
        "account/arr", "account/nothing", "goals/2/target_date", "meetings/weekly", "nowhere", "milestones",
    }  # fmt: skip
    assert documents.existing(desk, PLAN, account) is None and desk.undo_name == before
    assert records.get(desk, "account", account).values["product"] is None


def test_filling_a_row_of_a_known_title_changes_it_and_deletes_nothing(desk: Desk, account: int) -> None:
    documents.fill(desk, PLAN, account, {"cadence": [{"with": "Sponsor", "frequency": "weekly"}, {"with": "Team"}]})
    plan = documents.fill(desk, PLAN, account, {"cadence": [{"with": "sponsor", "frequency": "monthly"}]}).document_id
    seen = [[one.text for one in row.fields] for s in documents.view(desk, plan).sections for row in s.rows]
    assert seen == [["sponsor", "monthly", ""], ["Team", "", ""]]


# where it came from


def test_a_prefilled_value_says_where_it_came_from_and_how_old_it_is(tmp_path: Path) -> None:
    clock = FixedClock(date(2026, 2, 20))
    with Desk.open(tmp_path / "b.csdesk", clock=clock, origin="import") as desk:
        account = records.create(desk, "account", {"name": "Arvelle", "industry": "Logistics"}).record_id
        clock.set(TODAY)
        desk.origin = "window"
        plan = documents.open_document(desk, PLAN, account)
        seen = field(desk, plan, "account//industry")
        assert seen.source is not None and "CRM import" in seen.source.text and "9 months" in seen.source.text
        put(desk, plan, "account//industry", "Freight")
        seen = field(desk, plan, "account//industry")
        assert seen.put_back == "Logistics"
        documents.put_back(desk, plan, FieldPath.parse("account//industry"))
        assert field(desk, plan, "account//industry").value == "Logistics"


# versions


def test_a_gap_stops_final_and_nothing_else(desk: Desk, account: int, plan: int, tmp_path: Path) -> None:
    with pytest.raises(NotReady) as caught:
        documents.mark_final(desk, plan)
    assert len(caught.value.gaps) == len(documents.view(desk, plan).missing)
    assert documents.export(desk, plan, tmp_path / "draft.pdf", "customer").file.exists()


def test_a_sealed_version_stays_as_it_was_and_the_next_change_starts_another(desk: Desk, account: int) -> None:
    plan = documents.fill(desk, PLAN, account, COMPLETE).document_id
    documents.mark_final(desk, plan)
    seen = documents.view(desk, plan)
    assert (seen.state, seen.version, len(seen.issues)) == ("final", 1, 1)
    goal = rows(desk, plan, "goals")[0]
    put(desk, plan, f"goals/{goal}/target", "4 days")
    seen = documents.view(desk, plan)
    assert (seen.state, seen.version) == ("draft", 2)
    one = field(desk, plan, f"goals/{goal}/target")
    assert one.put_back == "5 days" and one.source is not None and one.source.text == "Version 1 said 5 days"
    changes = documents.compare(desk, seen.issues[0].id)
    assert [(one.before, one.after) for one in changes if "Target" in one.label] == [("5 days", "4 days")]
    documents.mark_final(desk, plan)
    first, second = documents.issues(desk, plan)
    assert [one.version for one in (first, second)] == [1, 2]
    assert len(documents.compare(desk, first.id, second.id)) == len(changes)


def test_what_the_book_learns_after_sealing_makes_a_new_draft(desk: Desk, account: int, tmp_path: Path) -> None:
    plan = documents.fill(desk, PLAN, account, COMPLETE).document_id
    documents.mark_final(desk, plan)
    records.update(desk, "account", account, {"product": "Flow Enterprise"})
    text = text_of(documents.preview(desk, plan, "customer").pdf, "pdf")
    seen = documents.view(desk, plan)
    # Either the page is the sealed one, or it is called a draft: never new words under the old version's name.
    assert ("Flow Enterprise" in text) == (seen.state == "draft")
    assert ("draft" in text) == (seen.state == "draft")


def test_other_formats_and_another_form_make_no_new_draft(
    desk: Desk, account: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = documents.fill(desk, PLAN, account, COMPLETE).document_id
    documents.mark_final(desk, plan)
    settings.set_formats(desk, Formats(date_order="mdy", decimal=",", group=".", currency="USD"))
    assert documents.view(desk, plan).state == "final"
    own = tmp_path / "home" / "forms"
    own.mkdir(parents=True)
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path / "home"))
    text = (paths.resources() / "forms" / f"{PLAN}.yaml").read_text(encoding="utf-8")
    new = "      - {id: mood, type: text, label: Mood, audience: internal, default: calm}\n      - id: objective\n"
    (own / "mine.yaml").write_text(text.replace("      - id: objective\n", new, 1), encoding="utf-8")
    assert field(desk, plan, "summary//mood").value == "calm"
    assert documents.view(desk, plan).state == "final"


# export


def test_a_customers_copy_is_written_whole_and_says_what_it_leaves_out(
    desk: Desk, account: int, tmp_path: Path
) -> None:
    plan = documents.fill(desk, PLAN, account, COMPLETE).document_id
    for name in ("plan.pdf", "plan.docx"):
        done = documents.export(desk, plan, tmp_path / name, "customer")
        text = text_of(done.file.read_bytes(), name[-3:] if name.endswith("pdf") else "docx")  # type: ignore[arg-type]
        assert "Find a second sponsor quietly" not in text and "Close the year" in text
        assert "priorities" in {one.path.section for one in done.left_out}
    assert sorted(one.name for one in tmp_path.iterdir() if one.suffix in (".pdf", ".docx")) == [
        "plan.docx",
        "plan.pdf",
    ]


def test_an_internal_text_that_gets_into_the_customers_page_stops_the_export(
    desk: Desk, account: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csdesk.desk import document_files

    plan = documents.fill(desk, PLAN, account, COMPLETE).document_id
    real = document_files.composed
    monkeypatch.setattr(document_files, "composed", lambda desk, loaded, audience: real(desk, loaded, "internal"))
    target = tmp_path / "plan.pdf"
    target.write_bytes(b"earlier")
    with pytest.raises(DeskError) as caught:
        documents.export(desk, plan, target, "customer")
    assert "For the CSM" in caught.value.what or "Role" in caught.value.what
    assert target.read_bytes() == b"earlier"
    assert [one.name for one in tmp_path.iterdir() if "csdesk" not in one.name] == ["plan.pdf"]


def test_a_file_that_cannot_be_written_is_explained(desk: Desk, plan: int, tmp_path: Path) -> None:
    for target in (tmp_path / "absent" / "plan.pdf", tmp_path):
        with pytest.raises(DeskError):
            documents.export(desk, plan, target, "customer")
    with pytest.raises(Invalid):
        documents.export(desk, plan, tmp_path / "plan.odt", "customer")


# texts that break lesser programs

NAUGHTY = [
    "a\x00b\x07c\x1f",
    "<b>&amp;</b> <script>alert(1)</script> ]]>",
    "<font color='red'>red</font> <img src='file:///etc/passwd'/>",
    "مرحبا بالعالم",
    "שלום עולם 123",
    "👩‍🚀 🎉 🇸🇪",
    "=cmd|' /C calc'!A0",
    "{account} {{x}} %s %(x)s \\n ${HOME}",
    "\u202eevil\u202c \u200b \ufeff",
    "x" * 3000,
    "word " * 10_000,
    "Ünïcödé Ελληνικά Кириллица 中文",
]


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_any_text_survives_form_word_and_pdf(desk: Desk, account: int, tmp_path: Path, text: str) -> None:
    given = {
        "summary": {"brief": text, "objective": text},
        "goals": [{"title": text[:200], "outcome": text, "baseline": text[:80], "note": text}],
        "cadence": [{"with": text[:200], "frequency": text[:200]}],
        "factors": {"from_us": [text[:400], "plain"]},
        "approvals": {"csm": text[:80]},
    }
    plan = documents.fill(desk, PLAN, account, given).document_id
    brief = field(desk, plan, "summary//brief")
    assert isinstance(brief.value, str) and len(brief.value) >= len(text.strip("\x00\x07\x1f")) - 8
    for audience in ("customer", "internal"):
        for ending in ("pdf", "docx"):
            documents.export(desk, plan, tmp_path / f"plan.{ending}", audience)  # type: ignore[arg-type]
    goal = rows(desk, plan, "goals")[0]
    again = field(desk, plan, f"goals/{goal}/outcome").value
    put(desk, plan, f"goals/{goal}/outcome", again)
    assert field(desk, plan, f"goals/{goal}/outcome").value == again


def test_an_approval_of_the_profile_is_offered_until_it_is_taken_away(desk: Desk, plan: int) -> None:
    offered = field(desk, plan, "approvals//csm")
    assert isinstance(offered.value, Approval) and offered.value.name == "Nora Hale"
    put(desk, plan, "approvals//csm", None)
    assert field(desk, plan, "approvals//csm").value is None


# Versions kept whole


def test_a_sealed_version_is_printed_again_exactly_as_it_was(desk: Desk, account: int, tmp_path: Path) -> None:
    documents.fill(desk, PLAN, account, COMPLETE)
    plan = documents.open_document(desk, PLAN, account)
    documents.mark_final(desk, plan)
    first = {
        (audience, ending): documents.export(desk, plan, tmp_path / f"first-{audience}.{ending}", audience).file
        for audience in ("customer", "internal")
        for ending in ("docx", "pdf")
    }
    documents.fill(desk, PLAN, account, {"summary": {"objective": "Another aim."}, "account": {"arr": 1}})
    records.update(desk, "account", account, {"name": "Renamed Logistics"})
    settings.set_profile(desk, name="Someone Else", company="Newcorp")
    settings.set_formats(desk, Formats(date_order="mdy", currency="USD"))
    goal = records.of_account(desk, "goal", account)[0]
    records.delete(desk, "goal", goal.id)
    (issue,) = documents.issues(desk, plan)
    for (audience, ending), file in first.items():
        again = documents.export(desk, plan, tmp_path / f"again-{audience}.{ending}", audience, issue=issue.id).file
        assert text_of(again.read_bytes(), ending) == text_of(file.read_bytes(), ending)
    assert set(documents.issues(desk, plan)[0].exported) == {"customer", "internal"}
    assert "Arvelle" in documents.file_name(desk, plan, "customer", "pdf", issue.id)
    other = documents.open_document(desk, PLAN, records.create(desk, "account", {"name": "Second"}).record_id)
    with pytest.raises(Invalid, match="another document"):
        documents.export(desk, other, tmp_path / "x.pdf", issue=issue.id)


def test_noting_an_export_is_no_step_to_undo(desk: Desk, account: int, tmp_path: Path) -> None:
    documents.fill(desk, PLAN, account, COMPLETE)
    plan = documents.open_document(desk, PLAN, account)
    documents.mark_final(desk, plan)
    before = desk.undo_name
    documents.export(desk, plan, tmp_path / "a.pdf")
    assert desk.undo_name == before
    assert documents.issues(desk, plan)[0].exported == ("customer",)
    desk.undo()
    assert documents.issues(desk, plan) == ()


# a field that names another record


def test_the_goal_of_a_value_is_chosen_among_those_of_the_account(desk: Desk, account: int) -> None:
    first = records.create(desk, "goal", {"title": "Close in five days"}, account_id=account).record_id
    second = records.create(desk, "goal", {"title": "Cut late deliveries"}, account_id=account).record_id
    other = records.create(desk, "account", {"name": "Another"}).record_id
    foreign = records.create(desk, "goal", {"title": "Not theirs"}, account_id=other).record_id
    entry = records.create(desk, "value_entry", {"title": "Hours", "value": Money.of(9000, "EUR")}, account_id=account)
    report = documents.open_document(desk, "value-report", account)
    path = f"lines/{entry.record_id}/goal"
    offered = [option.label for option in field(desk, report, path).field.options]
    assert offered == ["Close in five days", "Cut late deliveries"]
    put(desk, report, path, str(second))
    assert records.get(desk, "value_entry", entry.record_id or 0).values["goal"] == second
    assert field(desk, report, path).text == "Cut late deliveries"
    assert field(desk, report, f"outcomes/{second}/worth").value == Money.of(9000, "EUR")
    put(desk, report, path, "close in FIVE days")
    assert records.get(desk, "value_entry", entry.record_id or 0).values["goal"] == first
    for wrong in (str(foreign), "No such goal"):
        with pytest.raises(Invalid):
            put(desk, report, path, wrong)
    put(desk, report, path, None)
    assert records.get(desk, "value_entry", entry.record_id or 0).values["goal"] is None


def test_a_goal_that_is_gone_is_not_named_any_more(desk: Desk, account: int) -> None:
    goal = records.create(desk, "goal", {"title": "Close in five days"}, account_id=account).record_id or 0
    entry = records.create(desk, "value_entry", {"title": "Hours", "goal": goal}, account_id=account).record_id
    report = documents.open_document(desk, "value-report", account)
    bin.delete(desk, "goal", goal)
    shown = field(desk, report, f"lines/{entry}/goal")
    assert (shown.value, shown.text, shown.field.options) == (None, "", ())


def test_a_new_line_of_the_value_report_names_its_goal_in_one_go(desk: Desk, account: int) -> None:
    goal = records.create(desk, "goal", {"title": "Close in five days"}, account_id=account).record_id
    documents.fill(desk, "value-report", account, {"lines": [{"title": "Hours", "goal": "Close in five days"}]})
    assert records.of_account(desk, "value_entry", account)[0].values["goal"] == goal


def test_a_word_file_meant_for_one_page_says_how_far_that_was_counted(desk: Desk, account: int, tmp_path: Path) -> None:
    records.create(desk, "review", {"title": "QBR", "type": "qbr", "date": TODAY}, account_id=account)
    briefing = documents.open_document(desk, "executive-briefing", account)
    short = documents.export(desk, briefing, tmp_path / "short.docx", "internal")
    assert [one for one in short.warnings if "Word breaks pages itself" in one]
    put(desk, briefing, "points//delivered", [f"Result {number}: {'faster ' * 20}" for number in range(40)])
    long = documents.export(desk, briefing, tmp_path / "long.docx", "internal")
    assert [one for one in long.warnings if "the Word file is too long as well" in one]


def test_formats_that_documents_have_in_common() -> None:
    assert documents.common_formats({"qbr-agenda"}) == ("pdf", "docx", "pptx")
    assert documents.common_formats({"qbr-agenda", PLAN}) == ("pdf", "docx")
    assert documents.common_formats({"gone"}) == documents.common_formats(()) == ("pdf", "docx")
    assert documents.any_customer_copy({"handoff", PLAN})


def test_a_document_without_a_customer_copy_is_listed_in_plain_words(
    desk: Desk, account: int, plan: int, tmp_path: Path
) -> None:
    ours = documents.open_document(desk, "exit-interview", account)
    done = documents.export_all(desk, [ours, plan], tmp_path, "pdf", "customer")
    ((name, reason),) = done.failed
    assert name == "Arvelle Logistics AB" and len(done.files) == 1
    assert "no customer copy" in reason and not reason.startswith("audience") and reason[0] in "“N"
