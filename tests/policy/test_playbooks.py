"""Playbooks: every fault with its line, dates that are working days in order, criteria with reasons, compliance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk import paths, yamlfile
from csdesk.policy import playbooks as engine
from csdesk.policy.playbooks import Facts, RunRecord, StepRecord
from csdesk.policy.playbooks_load import load_playbook, node_of, read_playbook
from csdesk.policy.playbooks_model import Criterion, Phase, Playbook, Step
from csdesk.policy.playbooks_reader import Known, PlaybookError
from csdesk.policy.playbooks_write import as_data, has_comments, head_of, to_text
from csdesk.values.days import is_working_day
from csdesk.values.expression import parse

KNOWN = Known(forms={"handoff"}, facts={"score", "stage", "tone"}, rules={"usage.logins"}, policies={"handbook"})
GOOD = """\
playbook: good
title: A good one
about: It is good.
source: test
policy: [handbook]
for: risk
counts_from: start
proposed_by:
  - score < 40
  - when: usage.logins
    why: Fewer log in
tiers: [Strategic]
owner: csm
phases:
  - phase: one
    title: One
    steps:
      - step: first
        title: First
        day: 0
        owner: [csm, sales]
        channel: call
        opens: handoff
        proof: score > 50 and reading.nps > 10
        prompts: [Why?]
      - {step: second, title: Second, days: [3, 5], gate: true}
    exit:
      - {criterion: It is so, proof: score > 60}
      - criterion: Somebody says so
escalate: {after: 3, to: 2, why: Late}
"""


def faults(text: str, stem: str = "good") -> list[tuple[int, str]]:
    with pytest.raises(PlaybookError) as caught:
        read_playbook(yamlfile.loads(text, "good.yaml"), KNOWN, stem=stem)
    return [(one.line, one.reason) for one in caught.value.faults]


def good() -> Playbook:
    return read_playbook(yamlfile.loads(GOOD, "good.yaml"), KNOWN, stem="good")


def test_a_good_one_loads() -> None:
    found = good()
    assert [one.id for one in found.steps] == ["first", "second"]
    assert found.steps[0].owners == ("csm", "sales")
    assert (found.steps[1].first, found.steps[1].last, found.steps[1].gate) == (3, 5, True)
    assert found.proposed_by[1].why == "Fewer log in"
    assert found.escalate[0].after == 3
    assert found.length == 5


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("title: A good one", "titel: A good one", 2, "no key “titel”. Did you mean “title”?"),
        ("title: A good one\n", "", 1, "“title” is missing"),
        ("playbook: good", "playbook: other", 1, "called “other” but its file “good”"),
        ("playbook: good", "playbook: Very Good", 1, "is no id"),
        ("policy: [handbook]", "policy: [handbok]", 5, "no policy “handbok”. Did you mean “handbook”?"),
        ("policy: [handbook]", "policy: handbook", 5, "must be a list"),
        ("for: risk", "for: rescue", 6, "“for” cannot be “rescue”"),
        ("for: risk\n", "", 1, "“for” is missing"),
        ("counts_from: start", "counts_from: birthday", 7, "“counts_from” cannot be"),
        ("score < 40", "scroe < 40", 9, "knows nothing called “scroe”. Did you mean “score”?"),
        ("score < 40", "score <", 9, "cannot be read: the expression breaks off"),
        ("when: usage.logins", "when: usage.login", 10, "no signal “usage.login”. Did you mean “usage.logins”?"),
        ("why: Fewer log in", "because: Fewer", 11, "a trigger has no key “because”"),
        ("owner: csm\n", "owner: boss\n", 13, "“owner” cannot be “boss”"),
        ("phase: one", "phase: One two", 15, "“One two” is no id"),
        ("    title: One\n", "", 15, "“title” is missing"),
        ("step: first", "step: second", 26, "the step “second” is given twice"),
        ("title: First", "title: 12", 19, "“title” must be text, not “12”"),
        ("        title: First\n", '        title: ""\n', 19, "“title” is empty"),
        ("day: 0", "day: 0\n        days: [1, 2]", 20, "names its day (day: 3) or its days"),
        ("        day: 0\n", "", 18, "names its day"),
        ("day: 0", "day: 401", 20, "from -400 to 400"),
        ("day: 0", "day: soon", 20, "whole number"),
        ("days: [3, 5]", "days: [5, 3]", 26, "day 5 comes after day 3"),
        ("days: [3, 5]", "days: [-2, 5]", 26, "all before the day counted from, or all after"),
        ("days: [3, 5]", "days: [3]", 26, "two whole numbers"),
        ("owner: [csm, sales]", "owner: [csm, saels]", 21, "nobody is called “saels”. Did you mean “sales”?"),
        ("channel: call", "channel: pigeon", 22, "“channel” cannot be “pigeon”"),
        ("opens: handoff", "opens: handof", 23, "no form “handof”. Did you mean “handoff”?"),
        ("proof: score > 50", "proof: skore > 50", 24, "knows nothing called “skore”"),
        ("prompts: [Why?]", "prompts: Why", 25, "must be a list"),
        ("gate: true", "gate: often", 26, "“gate” is true or false"),
        ("criterion: It is so", "criteria: It is so", 28, "no key “criteria”"),
        ("exit:\n      - {criterion: It is so, proof: score > 60}", "exit:\n      - It is so", 28, "must have keys"),
        ("after: 3", "after: 0", 30, "from 1 to 90"),
        ("after: 3, ", "", 30, "says “after”"),
        ("to: 2", "to: 9", 30, "from 1 to 5"),
        ("to: 2, ", "", 30, "the tier of escalation, is missing"),
    ],
)
def test_every_fault_has_its_line(before: str, after: str, line: int, words: str) -> None:
    text = GOOD.replace(before, after, 1)
    assert text != GOOD
    found = faults(text)
    assert any(at == line and words in reason for at, reason in found), found


def test_all_faults_are_told_at_once() -> None:
    text = GOOD.replace("for: risk", "for: rescue").replace("channel: call", "channel: pigeon")
    assert len(faults(text)) == 2


def test_two_gates_in_a_phase_are_one_too_many() -> None:
    text = GOOD.replace("day: 0", "day: 0\n        gate: true")
    assert any("one gate at most" in reason for _, reason in faults(text))


def test_a_playbook_needs_phases_and_steps() -> None:
    head = GOOD[: GOOD.index("phases:")]
    assert any("“phases” is missing" in reason for _, reason in faults(head))
    assert any("at least one phase" in reason for _, reason in faults(head + "phases: []\n"))
    assert any("at least one step" in reason for _, reason in faults(head + "phases: [{phase: a, title: A}]\n"))


def test_no_yaml_at_all_says_so(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("playbook: [", encoding="utf-8")
    with pytest.raises(PlaybookError) as caught:
        load_playbook(path, KNOWN)
    assert caught.value.faults[0].line


# There and back


def test_what_ships_reads_back_from_what_is_written() -> None:
    for path in sorted((paths.resources() / "playbooks").glob("*.yaml")):
        one = load_playbook(path, Known())
        again = read_playbook(yamlfile.loads(to_text(as_data(one)), str(path)), Known(), stem=path.stem)
        assert again == one


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30)
TRAPS = st.sampled_from(
    [
        "1.5e3",
        "no",
        "12:30",
        "010",
        "a: b",
        "# x",
        "- a",
        "null",
        "~",
        "1_000",
        "two\nlines",
        "0x1F",
        "=",
        "<<",
        " ",
        "“q”",
    ]
)
PLAIN = st.recursive(
    st.one_of(WORDS, TRAPS, st.integers(-400, 400), st.booleans()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(WORDS, PLAIN, min_size=1, max_size=5))
def test_whatever_is_written_reads_back(data: dict[str, object]) -> None:
    assert yamlfile.loads(to_text(data)).plain() == data


def test_the_comments_at_the_top_stay() -> None:
    text = "# One\n# two\n\nplaybook: a\n"
    assert head_of(text) == "# One\n# two"
    assert not has_comments(text)
    assert has_comments("playbook: a\n# between\ntitle: b\n")
    assert to_text({"a": 1}, "# One") == "# One\n\na: 1\n"


# Days


def playbook(*days: tuple[int, int]) -> Playbook:
    steps = tuple(Step(f"s{at}", f"Step {at}", first, last) for at, (first, last) in enumerate(days))
    return Playbook("p", "P", "", "", "risk", "start", (Phase("one", "One", steps),))


SPAN = st.tuples(st.integers(-200, 200), st.integers(0, 20)).map(
    lambda pair: (pair[0], min(pair[0] + pair[1], -1) if pair[0] < 0 else pair[0] + pair[1])
)


@given(
    st.lists(SPAN, min_size=1, max_size=12),
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.integers(-120, 60),
    st.frozensets(st.integers(-220, 260), max_size=60),
)
def test_every_day_is_a_working_day_and_the_order_is_kept(
    days: list[tuple[int, int]], anchor: date, ahead: int, offsets: frozenset[int]
) -> None:
    off = frozenset(anchor + timedelta(days=number) for number in offsets)
    start = anchor + timedelta(days=ahead)
    dated = engine.schedule(playbook(*days), anchor, start, off)
    for one in dated:
        assert is_working_day(one.due, off)
        assert is_working_day(one.begins, off)
        assert one.begins <= one.due
        assert one.due >= start
    ordered = sorted(dated, key=lambda one: one.step.last)
    assert [one.due for one in ordered] == sorted(one.due for one in ordered)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (0, date(2026, 11, 23)), (5, date(2026, 11, 30)), (6, date(2026, 11, 30)), (-1, date(2026, 11, 20)),
        (-8, date(2026, 11, 13)), (-9, date(2026, 11, 13)), (31, date(2026, 12, 28)),
    ],
)  # fmt: skip
def test_days_before_move_back_and_others_on(day: int, expected: date) -> None:
    off = {date(2026, 12, 24), date(2026, 12, 25)}
    assert engine.day_of(day, date(2026, 11, 23), off) == expected


def test_what_is_past_falls_on_the_first_day() -> None:
    dated = engine.schedule(playbook((-90, -90), (-30, -30)), date(2027, 1, 20), date(2026, 11, 28))
    assert [(one.due, one.held) for one in dated] == [(date(2026, 11, 30), True), (date(2026, 12, 21), False)]


# Criteria, triggers, escalations


def facts(**values: object) -> Facts:
    found: Mapping[str, object] = {"today": date(2026, 11, 23), **values}
    return Facts(found, lambda name: f"{name} {values.get(name)}")


def test_a_criterion_is_judged_by_the_book_or_by_hand() -> None:
    proof = Criterion("Healthy", parse("score > 60"))
    assert engine.judge(proof, facts(score=61)).met
    assert engine.judge(proof, facts(score=60)) == engine.Met("Healthy", False, "score 60")
    assert not engine.judge(proof, facts()).met
    hand = Criterion("Agreed")
    assert engine.judge(hand, facts()) == engine.Met("Agreed", False, "", by_hand=True)
    assert engine.judge(hand, facts(), "Ticked").met


def test_proposals_give_each_reason_once() -> None:
    text = GOOD.replace("  - score < 40\n", "  - {when: score < 40, why: Low}\n  - {when: score < 50, why: Lower}\n")
    found = read_playbook(yamlfile.loads(text, "good.yaml"), KNOWN)
    assert engine.proposed(found, facts(score=30)) == ("Low: score 30", "Lower")
    assert engine.proposed(found, facts(score=45)) == ("Lower: score 45",)
    assert engine.proposed(found, facts(score=70)) == ()
    assert engine.proposed(found, facts(score=30, stage="churned")) == ()


def test_a_late_step_or_a_fact_calls_for_an_escalation() -> None:
    text = GOOD.replace(
        "escalate: {after: 3, to: 2, why: Late}", "escalate: [{after: 3, to: 2}, {when: score < 20, to: 4}]"
    )
    found = read_playbook(yamlfile.loads(text, "good.yaml"), KNOWN)
    assert engine.calls(found, facts(score=30), 2, "First") == ()
    assert [one.to for one in engine.calls(found, facts(score=30), 3, "First")] == [2]
    assert [one.to for one in engine.calls(found, facts(score=10), 3, "First")] == [4, 2]


def test_fits_by_policy_and_tier() -> None:
    assert engine.fits(good(), {"handbook"}, "strategic")
    assert not engine.fits(good(), {"coverage"}, "Strategic")
    assert not engine.fits(good(), {"handbook"}, "SMB")


# Compliance

DAY = date(2026, 11, 2)


def record(state: str, *steps: tuple[str, int, int | None]) -> RunRecord:
    found = tuple(
        StepRecord(kind, DAY + timedelta(days=due), DAY + timedelta(days=due),  # type: ignore[arg-type]
                   None if done is None else DAY + timedelta(days=done))
        for kind, due, done in steps
    )  # fmt: skip
    ended = None if state == "active" else DAY + timedelta(days=20)
    return RunRecord("p", "P", "onboarding", state, DAY, ended, found)  # type: ignore[arg-type]


def test_compliance_figures() -> None:
    runs = [
        record("done", ("done", 0, 0), ("done", 7, 9), ("skipped", 14, 14), ("done", 21, 20)),
        record("active", ("done", 0, 0), ("open", 7, None), ("open", 30, None)),
        record("stopped", ("done", 0, 0), ("open", 7, None)),
    ]
    (found,) = engine.compliance(runs, DAY + timedelta(days=10))
    assert (found.runs, found.running, found.finished, found.stopped) == (3, 1, 1, 1)
    assert (found.on_time, found.late, found.skipped) == (4, 2, 1)
    assert found.on_time_share == 66.7
    assert found.skipped_share == 14.3
    assert found.finished_share == 50.0
    assert found.finished_target == 90.0
    assert found.average_days == 20.0
    assert found.within_plan == 1


def test_nothing_to_count_gives_no_share() -> None:
    assert engine.compliance([], DAY) == ()
    (found,) = engine.compliance([record("active", ("open", 30, None))], DAY)
    assert (found.on_time_share, found.finished_share, found.average_days) == (None, None, None)


def test_plain_data_reads_like_a_file() -> None:
    assert read_playbook(node_of(as_data(good())), KNOWN, stem="good") == Playbook(
        **{name: getattr(good(), name) for name in Playbook.__dataclass_fields__ if name != "file"}, file=""
    )
