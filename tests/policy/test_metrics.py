"""The figures of the business: the documents' own examples, and what must always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.policy.metrics import Course, Promoters, Retention, Settlement, promoters, renewal_rate, retention


def test_the_documents_example_of_retention() -> None:
    found = Retention(churn=50_000, contraction=30_000, start=1_000_000, expansion=150_000)
    assert found.nrr == pytest.approx(107)
    assert found.grr == pytest.approx(92)


def test_the_same_from_single_accounts() -> None:
    rows = [
        Course(1, "Grew", 400_000, 550_000),
        Course(2, "Shrank", 300_000, 270_000),
        Course(3, "Left", 50_000, 0),
        Course(4, "Stayed", 250_000, 250_000),
        Course(5, "New this year", 0, 900_000),
    ]
    found = retention(rows)
    assert (found.start, found.expansion, found.contraction, found.churn) == (1_000_000, 150_000, 30_000, 50_000)
    assert found.nrr == pytest.approx(107) and found.grr == pytest.approx(92)
    assert (found.kept, found.accounts) == (3, 4) and found.logos == 75
    assert [one.name for one in found.rows] == ["Grew", "Left", "Shrank", "Stayed"]


def test_the_documents_example_of_nps() -> None:
    answers = [10.0] * 30 + [9.0] * 20 + [7.0] * 10 + [8.0] * 20 + [6.0] * 12 + [0.0] * 8
    found = promoters(answers)
    assert found == Promoters(50, 30, 20) and found.nps == 30


@pytest.mark.parametrize(("answer", "nps"), [(8.99, 0), (9, 100), (6.99, -100), (7, 0), (10, 100), (0, -100)])
def test_nps_at_its_boundaries(answer: float, nps: float) -> None:
    assert promoters([answer]).nps == nps


def test_answers_outside_the_scale_are_left_out() -> None:
    assert promoters([-1, 11, 100]).nps is None


def test_the_renewal_rate_counts_contracts_and_amounts() -> None:
    found = renewal_rate([Settlement(1, "A", 100, 120), Settlement(2, "B", 100, 80), Settlement(3, "C", 100, 0)])
    assert found.contracts == pytest.approx(66.67, abs=0.01)
    assert found.arr == pytest.approx(60), "growth of one does not make up for another's loss"


def test_nothing_to_count_is_no_figure() -> None:
    assert retention([]).nrr is None and retention([]).logos is None
    assert renewal_rate([]).contracts is None and renewal_rate([]).arr is None


@given(st.lists(st.builds(Course, st.integers(1, 9), st.just("x"), st.integers(0, 10**9), st.integers(0, 10**9))))
def test_gross_retention_is_never_above_all_nor_above_net(rows: list[Course]) -> None:
    found = retention(rows)
    if found.grr is not None and found.nrr is not None:
        assert 0 <= found.grr <= 100 and found.grr <= found.nrr
        ends = sum(one.end for one in found.rows)
        assert found.start + found.expansion - found.contraction - found.churn == ends
