"""What the people of an account warn of: every rule at its boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.policy.people import LEVELS, Person, missing_levels, warnings

TODAY = date(2026, 11, 23)
CHAMPION = Person(1, "Priya", role="champion", level="director", strength=5, touches=17)
BUYER = Person(2, "Ines", role="economic-buyer", level="c-level", strength=4, touches=4)
BLOCKER = Person(3, "Victor", role="blocker", level="manager", last=TODAY - timedelta(days=90))


def named(*people: Person) -> list[str]:
    return [one.id for one in warnings(people, TODAY)]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((), []),
        ((CHAMPION, BUYER), []),
        ((CHAMPION, replace(BUYER, strength=3)), ["single-threaded"]),
        ((CHAMPION, replace(BUYER, level="manager")), ["single-threaded"]),
        ((CHAMPION, replace(BUYER, level="")), ["single-threaded"]),
        ((CHAMPION, replace(BUYER, strength=None)), ["single-threaded"]),
        ((replace(CHAMPION, level="director"), replace(BUYER, level="director")), []),
        ((CHAMPION, replace(BUYER, left_on=TODAY)), ["single-threaded", "no-sponsor"]),
        ((CHAMPION, replace(BUYER, role="executive-sponsor")), []),
        ((CHAMPION, replace(BUYER, role="influencer")), ["no-sponsor"]),
        ((replace(CHAMPION, role="end-user"), BUYER), ["no-champion"]),
        ((replace(CHAMPION, left_on=TODAY), BUYER), ["champion-left", "single-threaded"]),
        ((CHAMPION, BUYER, BLOCKER), []),
        ((CHAMPION, BUYER, replace(BLOCKER, last=TODAY - timedelta(days=91))), ["blocker"]),
        ((CHAMPION, BUYER, replace(BLOCKER, last=None)), ["blocker"]),
        ((CHAMPION, BUYER, replace(BLOCKER, last=None, left_on=TODAY)), []),
    ],
)
def test_every_rule_at_its_boundary(people: tuple[Person, ...], expected: list[str]) -> None:
    assert named(*people) == expected


def test_a_single_thread_gives_its_evidence() -> None:
    (found,) = warnings((CHAMPION, replace(BUYER, strength=3)), TODAY)
    assert "One person, Priya, holds this account: 17 of 21 touches in 90 days" in found.evidence
    assert found.tone == "yellow"
    (worse,) = warnings((replace(CHAMPION, strength=3), replace(BUYER, strength=3)), TODAY)
    assert worse.tone == "red"


def test_levels_that_matter_are_missed_only_where_somebody_is_known() -> None:
    assert missing_levels(()) == ()
    assert missing_levels((CHAMPION,)) == ("c-level", "vp")
    assert missing_levels((replace(CHAMPION, left_on=TODAY), replace(BLOCKER, level="user"))) == (
        "c-level", "vp", "director",
    )  # fmt: skip


PEOPLE = st.builds(
    Person,
    id=st.integers(1, 50),
    name=st.just("Somebody"),
    role=st.sampled_from(("", "champion", "economic-buyer", "blocker", "end-user")),
    level=st.sampled_from(("", *LEVELS)),
    strength=st.none() | st.integers(1, 5),
    touches=st.integers(0, 30),
    left_on=st.none() | st.just(TODAY),
)


@given(st.lists(PEOPLE, max_size=8), PEOPLE)
def test_a_stronger_person_never_brings_a_warning(people: list[Person], one: Person) -> None:
    weak = {found.id for found in warnings([*people, replace(one, strength=1)], TODAY)}
    strong = {found.id for found in warnings([*people, replace(one, strength=5)], TODAY)}
    assert strong <= weak
