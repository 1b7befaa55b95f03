"""Any file whatever gives a plan or a reason; never another error."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from csdesk.sync import build
from csdesk.sync.errors import SyncRefused
from csdesk.sync.plan import ImportPlan, Options
from csdesk.sync.side import BookSide
from csdesk.values.formats import Formats

CORPUS = sorted(Path(__file__).with_name("corpus").iterdir())
SMALL = [path for path in CORPUS if path.stat().st_size < 5_000 and path.suffix != ".xlsx"]
RELAXED = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def attempt(data: bytes, name: str = "export.csv", **options: object) -> ImportPlan | None:
    chosen = Options(**options)  # type: ignore[arg-type]
    try:
        seen = build.inspect(data, name, chosen)
        plan = build.build(seen, chosen, BookSide(accounts=BookSide()), Formats(), today="2026-11-23")
    except SyncRefused as refused:
        assert refused.reason.strip()
        return None
    whole = sum(plan.count(o) for o in ("create", "update", "unchanged", "held", "duplicate", "excluded"))  # type: ignore[arg-type]
    if plan.object in ("accounts", "contacts"):
        assert whole + len(plan.rejected) == plan.rows
    for entry in plan.entries:
        assert entry.line > 0 and all(cell.label for cell in entry.cells)
    return plan


@RELAXED
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    attempt(data)


@RELAXED
@given(
    st.sampled_from([b"PK\x03\x04", b"<html><table>", b"\xff\xfe", b"\xef\xbb\xbf", b"\xd0\xcf\x11\xe0", b"sep=;\n"]),
    st.binary(max_size=300),
)
def test_any_bytes_behind_a_known_beginning(head: bytes, data: bytes) -> None:
    attempt(head + data)


@RELAXED
@given(st.text(max_size=300))
def test_any_text_under_a_header(body: str) -> None:
    attempt(("Account name,ARR,Renewal date,Account ID\n" + body).encode("utf-8", "surrogatepass"))


CELL = st.one_of(
    st.text(max_size=25),
    st.sampled_from(
        ["1.230,99", "1,230.99", "58.8k", "1.2M", "(5)", "TBD", "31/12/2026", "2026-02-30", "12/31/2026", "46356",
         "Total", "Grand Total", "#N/A", "=1+1", "007", "9007199254740993123", "1E+18",
         "€ 5", "\u202e", "a,b", 'q"q', "'", "-", "0"]
    ),
)  # fmt: skip


@RELAXED
@given(
    st.lists(st.lists(CELL, min_size=1, max_size=7), max_size=12),
    st.sampled_from([",", ";", "\t", "|", "^", "`"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    st.sampled_from(["accounts", "contacts", "readings", "subscriptions", "touches", None]),
)
def test_any_cells(rows: list[list[str]], delimiter: str, end: str, encoding: str, object_name: str | None) -> None:
    head = {
        "contacts": ["First name", "Last name", "Email", "Account name", "Title"],
        "readings": ["Account name", "Metric", "Date", "Value"],
        "touches": ["Account name", "Subject", "Date", "Type"],
        "subscriptions": ["Account name", "Subscription ID", "MRR", "Start date", "End date", "Status"],
    }.get(object_name or "", ["Account name", "Account ID", "ARR", "Renewal date", "Seats", "Stage", "Website"])
    text = end.join(delimiter.join('"' + c.replace('"', '""') + '"' for c in row) for row in [head, *rows])
    attempt(text.encode(encoding, "replace"), object=object_name)


@RELAXED
@given(st.sampled_from(SMALL), st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_file_cut_anywhere(path: Path, start: int, end: int) -> None:
    data = path.read_bytes()
    attempt(data[start % len(data) :][: end % len(data)], path.name)
    attempt(data[: end % len(data)], path.name)


@RELAXED
@given(st.sampled_from(SMALL), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_file_with_spoilt_bytes(path: Path, faults: list[tuple[int, int]]) -> None:
    data = bytearray(path.read_bytes())
    for at, value in faults:
        data[at % len(data)] = value
    attempt(bytes(data), path.name)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([p for p in CORPUS if p.suffix in (".xlsx",)]), st.integers(0, 10_000), st.integers(0, 255))
def test_a_spoilt_workbook(path: Path, at: int, value: int) -> None:
    data = bytearray(path.read_bytes())
    data[at % len(data)] = value
    attempt(bytes(data), path.name)
    attempt(bytes(data[: at % len(data)]), path.name)


@RELAXED
@given(st.sampled_from(SMALL), st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_records(path: Path, random: object) -> None:
    data = path.read_bytes()
    if path.name.startswith("salesforce_report") or b"\0" in data or path.suffix == ".xls":
        return
    first = attempt(data, path.name)
    if (
        first is None
        or first.recognised.dropped
        or any(b'"' in line and line.count(b'"') % 2 for line in data.splitlines())
    ):
        return
    lines = data.splitlines(keepends=True)
    body = [line.rstrip(b"\r\n") + b"\r\n" for line in lines[1:]]
    random.shuffle(body)  # type: ignore[attr-defined]
    again = attempt(lines[0].rstrip(b"\r\n") + b"\r\n" + b"".join(body), path.name)
    assert again is not None
    assert (again.created, len(again.rejected), again.rows) == (first.created, len(first.rejected), first.rows)


@RELAXED
@given(
    st.lists(
        st.text(
            st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_characters='"\x7f'), min_size=1, max_size=20
        ),
        min_size=2, max_size=8, unique_by=str.casefold,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
@example(["Y", "Ý"], ",", "\n")
def test_what_is_written_is_read(names: list[str], delimiter: str, end: str) -> None:
    text = f"Account name{delimiter}Customer ID{delimiter}City{end}"
    for number, name in enumerate(names):
        text += f'"{name}"{delimiter}c-{number}{delimiter}Leeds{end}'
    plan = attempt(text.encode())
    assert plan is not None
    assert plan.rows == len(names)
