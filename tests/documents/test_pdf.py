"""PDF files: text, fonts, properties, places of fields, and pages under stress."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csdesk.documents.model import (
    Callout,
    Callouts,
    Cards,
    Cell,
    Check,
    Checklist,
    Chip,
    Column,
    Document,
    Heading,
    ItemList,
    KeyValue,
    KeyValues,
    Letterhead,
    Meter,
    PageBreak,
    Paragraph,
    Ruled,
    Run,
    SideBySide,
    Signature,
    Signatures,
    Table,
)
from csdesk.documents.pdf import PdfFile, write_pdf
from csdesk.documents.pdf.furniture import bearing

sys.path.insert(0, str(Path(__file__).parent))
import samples

EMPTY = replace(samples.PLAN, blocks=())
SENTENCE = "Supplier disputes older than a month have come down by half since the spring. "


def pages(file: PdfFile) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.data)).pages]


def text(file: PdfFile) -> str:
    return " ".join(" ".join(pages(file)).split())


def with_blocks(*blocks: object) -> Document:
    return replace(EMPTY, blocks=blocks)  # type: ignore[arg-type]


# What every file has


def test_the_plan_fills_four_pages_and_says_everything() -> None:
    made = write_pdf(samples.PLAN)
    assert made.pages == 4
    assert made.warnings == ()
    said = text(made)
    for phrase in (
        "SUCCESS PLAN",
        "Halden Foods",
        "€ 412,000",
        "6.5 days in October",
        "14 days late",
        "High probability",
        "Weekly check-in with the project team",
        "For Halden: economic buyer",
        "Version 3 replaces version 2 of 21 August 2026",
        "Prepared for Halden Foods",
        "Page 4 of 4",
    ):
        assert phrase in said


def test_only_embedded_faces_and_no_helvetica() -> None:
    reader = pypdf.PdfReader(io.BytesIO(write_pdf(samples.PLAN).data))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        assert "FiraGO" in font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"]
    assert b"Helvetica" not in b"".join(page.get_contents().get_data() for page in reader.pages)
    assert all("Helvetica" not in str(font) for font in fonts)


def test_properties_language_and_outline() -> None:
    reader = pypdf.PdfReader(io.BytesIO(write_pdf(samples.PLAN).data))
    assert reader.metadata is not None
    assert reader.metadata.title == "Halden Foods – Success plan"
    assert reader.metadata.author == "Maya Lindqvist, Kelvara"
    assert reader.metadata.subject == samples.PLAN.subtitle
    assert reader.metadata.producer == "CSDesk"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    titles = [entry["/Title"] for entry in reader.outline]  # type: ignore[call-overload]
    assert titles[:3] == ["Executive summary", "Goals", "Milestones"]
    assert len(titles) == 11


def test_the_same_document_gives_the_same_bytes() -> None:
    first = write_pdf(samples.PLAN, reproducible=True)
    assert first.data == write_pdf(samples.PLAN, reproducible=True).data


def test_digits_in_tables_line_up_and_read_back_as_digits() -> None:
    from csdesk.documents.pdf.faces import face
    from csdesk.documents.pdf.style import CELL
    from csdesk.documents.pdf.text import measure

    assert len({round(measure(digit, CELL), 4) for digit in "0123456789"}) == 1
    assert face("regular").width("1") != face("regular").width("8")
    rows = tuple((Cell((Run("a"),)), Cell((Run(number),))) for number in ("111,111", "888,888"))
    said = text(write_pdf(with_blocks(Table((Column("A", "name"), Column("N", "number")), rows))))
    assert "111,111" in said
    assert "888,888" in said


def test_nothing_heavy_is_imported_before_the_first_file() -> None:
    code = "import sys, csdesk.documents.pdf, csdesk.documents.compose; print('reportlab' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# Furniture


def test_a_draft_is_never_prepared_for_anybody() -> None:
    said = text(write_pdf(replace(samples.PLAN, final=False, version="Draft")))
    assert "Draft" in said
    assert "Prepared for" not in said


def test_the_internal_copy_says_so_on_every_page() -> None:
    for page in pages(write_pdf(samples.INTERNAL)):
        assert "INTERNAL COPY" in page
        assert "Internal, not for the customer" in page
        assert "Prepared for" not in page


def test_long_names_are_shortened_in_the_footer_only() -> None:
    name = "Northern and Western Harbour Logistics Holding Company of the Baltic"
    made = write_pdf(replace(samples.PLAN, title=name, account=name))
    assert name in text(made)
    assert name not in pages(made)[1]
    assert "Northern" in pages(made)[1]


@pytest.mark.parametrize("page", ["a4", "letter"])
def test_page_sizes(page: str) -> None:
    made = write_pdf(replace(EMPTY, page=page))  # type: ignore[arg-type]
    box = pypdf.PdfReader(io.BytesIO(made.data)).pages[0].mediabox
    wide, high = {"a4": (595.28, 841.89), "letter": (612, 792)}[page]
    assert (float(box.width), float(box.height)) == pytest.approx((wide, high), abs=0.01)


# Logos


@pytest.mark.parametrize(
    ("logo", "reason"),
    [
        (b"broken", "could not be read"),
        (b"<svg", "not well-formed"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>Hi</text></svg>', "text"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 9 9"><rect width="9" height="9"/></svg>', "entities"),
        (b'<svg viewBox="0 0 9 9"><image href="/etc/hostname"/></svg>', "picture"),
        (b'<svg viewBox="0 0 9 9"><a href="https://x.example/"><rect width="9" height="9"/></a></svg>', "another file"),
        (b'<svg viewBox="0 0 9 9"><script>1</script><rect width="9" height="9"/></svg>', "script"),
        (b'<svg><rect width="9" height="9"/></svg>', "no size"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "could not be read"),
    ],
)
def test_a_logo_that_cannot_be_used_leaves_the_company_name(logo: bytes, reason: str) -> None:
    made = write_pdf(replace(EMPTY, letterhead=Letterhead(company="Kelvara", logo=logo)))
    assert len(made.warnings) == 1
    assert reason in made.warnings[0]
    assert "Kelvara" in text(made)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pictures_as_logos(kind: str) -> None:
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (2400, 400), "#27408B").save(target, kind)
    made = write_pdf(replace(EMPTY, letterhead=Letterhead(company="Kelvara", logo=target.getvalue())))
    assert made.warnings == ()
    image = pypdf.PdfReader(io.BytesIO(made.data)).pages[0].images[0]
    assert image.image is not None
    assert image.image.width <= 1120
    assert len(made.data) < 120_000


# Text is text


@pytest.mark.parametrize(
    "typed",
    [
        '<img src="/etc/passwd">',
        '<a href="javascript:alert(1)">press</a>',
        "<b>unclosed",
        "AT&T; &amp; &lt;tag&gt;",
        '<font face="Courier">x</font><br/>',
        "%PDF-1.4 (brackets) \\ back",
    ],
)
def test_markup_prints_as_it_was_typed(typed: str) -> None:
    made = write_pdf(
        with_blocks(Heading(typed), Paragraph(Run(typed)), Table((Column(typed),), ((Cell((Run(typed),)),),)))
    )
    assert text(made).count(typed) == 4 or text(made).count(typed) == 3
    reader = pypdf.PdfReader(io.BytesIO(made.data))
    assert all("/Annots" not in page for page in reader.pages)
    assert all(not page.images for page in reader.pages)


def test_scripts_print_and_read_back() -> None:
    samples_of = ("Łódź žluťoučký", "Привет, мир", "Γειά σου", "นี่คือ", "नमस्ते", "e\u0301 und n\u0303", "₿ ✓ →")
    made = write_pdf(with_blocks(*(Paragraph(Run(words)) for words in samples_of)))
    assert made.warnings == ()
    said = text(made)
    for words in ("Łódź žluťoučký", "Привет, мир", "Γειά σου", "é und ñ"):
        assert words in said
    # Marks that the shaper moves print on their own, and some readers put a space before them.
    assert "नमस्ते" in said.replace(" ", "")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the words in order")
def test_right_to_left_text_stays_findable(tmp_path: Path) -> None:
    file = tmp_path / "right.pdf"
    file.write_bytes(write_pdf(with_blocks(Paragraph(Run("שלום עולם 412")), Paragraph(Run("كلمة ٤١٢ Latin")))).data)
    said = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    for word in ("שלום", "עולם", "412", "كلمة", "٤١٢", "Latin"):
        assert word in said


def test_what_no_face_has_is_named_and_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    from csdesk.documents.pdf import faces
    from csdesk.documents.pdf import text as setting

    monkeypatch.setattr(setting, "fallback", lambda sign: None)
    made = write_pdf(with_blocks(Heading("Context"), Paragraph(Run("Launch 🚀 in 日本 👍🏽"))))
    assert faces.face("regular").known
    assert "[rocket]" in text(made)
    assert "[U+65E5][U+672C]" in text(made)
    assert "[thumbs up sign]" in text(made)
    assert len(made.warnings) == 1
    assert made.warnings[0].startswith("Context: ")
    assert "U+1F680" in made.warnings[0]


# Where fields stand


def test_every_source_is_found_on_its_page() -> None:
    made = write_pdf(samples.PLAN)
    sources = {anchor.source for anchor in made.anchors}
    assert {"goals/1/status", "goals/3/status", "milestones/0/status", "actions/5/status", "summary"} <= sources
    at_risk = next(anchor for anchor in made.anchors if anchor.source == "goals/3/status")
    assert at_risk.page == 1
    for anchor in made.anchors:
        assert 0 <= anchor.page < made.pages
        assert 0 <= anchor.x0 < anchor.x1 <= 595.3
        assert 0 <= anchor.y0 < anchor.y1 <= 841.9


def test_a_paragraph_over_two_pages_has_an_anchor_on_each() -> None:
    made = write_pdf(with_blocks(Paragraph(Run(SENTENCE * 80, "summary//brief"))))
    assert [(anchor.source, anchor.page) for anchor in made.anchors] == [("summary//brief", 0), ("summary//brief", 1)]


# Breaking


def _rows(count: int, words: str = "") -> Table:
    return Table(
        (Column("Name", "name"), Column("What"), Column("Due", "date"), Column("Value", "number")),
        tuple(
            (Cell((Run(f"Row {number}"),)), Cell((Run(words),)), Cell((Run("12 Feb 2027"),)), Cell((Run("€ 5"),)))
            for number in range(count)
        ),
        (Cell((Run("Total"),)), Cell(), Cell(), Cell((Run("€ 9"),))),
    )


@pytest.mark.parametrize("count", [25, 26, 27, 28, 29, 300])
def test_headers_repeat_and_rows_keep_company(count: int) -> None:
    made = write_pdf(with_blocks(Heading("Rows"), _rows(count)))
    found = pages(made)
    assert all("Name" in page and "Due" in page for page in found)
    shown = [page.count("Row ") for page in found]
    assert sum(shown) == count
    assert all(number >= 2 for number in shown[:-1])
    assert shown[-1] >= 1
    assert "Total" in found[-1]
    assert "Row" in found[-1]


def test_a_short_table_and_its_heading_stay_together() -> None:
    for lines in range(30, 46):
        made = write_pdf(with_blocks(Paragraph(Run("\n".join(["line"] * lines))), Heading("Rows"), _rows(5)))
        found = [page for page in pages(made) if "Row 0" in page]
        assert len(found) == 1
        assert "Total" in found[0]
        assert found[0].index("Rows") < found[0].index("Row 0")


def test_signatures_never_stand_alone() -> None:
    signing = (Heading("Approvals"), Signatures((Signature("For us", Run("Maya Lindqvist")),)))
    for count in range(34, 42):
        blocks = [
            Paragraph(Run("\n".join(["line"] * count))),
            Heading("Last words"),
            Paragraph(Run(SENTENCE)),
            *signing,
        ]
        last = pages(write_pdf(with_blocks(*blocks)))[-1]
        assert "Approvals" not in last or "Last words" in last


def test_dates_below_signatures_are_company_for_nobody() -> None:
    signing = (
        Heading("Approvals"),
        Signatures((Signature("For us", Run("Maya Lindqvist")),)),
        KeyValues((KeyValue("Created", Run("23 Nov 2026")),)),
    )
    for count in range(30, 42):
        before = [Paragraph(Run("\n".join(["line"] * count))), Heading("Last words"), Paragraph(Run(SENTENCE))]
        last = pages(write_pdf(with_blocks(*before, *signing)))[-1]
        assert "Created" in last
        assert "Last words" in last


def test_a_scrap_takes_its_heading_along() -> None:
    facts = [KeyValues((KeyValue(f"Fact {number}", Run("said")),)) for number in range(3)]
    for count in range(30, 42):
        before = [Paragraph(Run("\n".join(["line"] * count))), Heading("Earlier"), Paragraph(Run(SENTENCE))]
        last = pages(write_pdf(with_blocks(*before, Heading("Sign-off"), *facts)))[-1]
        assert "Sign-off" in last


def test_lines_to_write_on_stay_with_their_label_and_the_places_to_sign() -> None:
    boxes = Checklist((Check(Run("We accept"), False), Check(Run("We decline"), False)), columns=2)
    slip = (Heading("Your answer"), boxes, Ruled("Changes asked", 3), Signatures((Signature("For you", Run("")),)))
    for count in range(18, 42):
        found = pages(write_pdf(with_blocks(Paragraph(Run("\n".join(["line"] * count))), *slip)))
        whole = [page for page in found if "For you" in page]
        assert len(whole) == 1
        assert all(words in whole[0] for words in ("Your answer", "We accept", "Changes asked"))


def test_a_document_named_like_its_kind_says_so_once() -> None:
    blocks = (Paragraph(Run("one")), PageBreak(), Paragraph(Run("two")))
    made = write_pdf(replace(EMPTY, title="Weekly report", account="", kind="Weekly report", blocks=blocks))
    # Once in the head and once in the foot; and a paper about no account is prepared for nobody.
    assert [page.count("Weekly report") for page in pages(made)] == [2, 2]


def test_a_page_break_starts_a_page() -> None:
    made = write_pdf(with_blocks(Paragraph(Run("first")), PageBreak(), Heading("Second"), Paragraph(Run("later"))))
    assert made.pages == 2
    assert "Second" in pages(made)[1]


# Nothing breaks it


def test_an_empty_plan_is_one_good_page() -> None:
    bare = replace(EMPTY, title="", account="", subtitle="", version="Draft", final=False, letterhead=Letterhead())
    made = write_pdf(bare)
    assert made.pages == 1
    assert "Success plan" in text(made)


def test_very_long_answers_keep_every_word() -> None:
    long = " ".join(f"word{number}" for number in range(6500))
    for block in (
        Paragraph(Run(long)),
        KeyValues((KeyValue("Label", Run(long)), KeyValue("Other", Run("x")))),
        KeyValues((KeyValue("Label", Run(long), True),)),
        Callouts((Callout("Label", Run(long)), Callout("Second", Run("x" * 400)))),
        Table((Column("A", "name"), Column("B")), ((Cell((Run("a"),)), Cell((Run(long),))),)),
        ItemList((Run(long), Run("b")), "List"),
        Checklist((Check(Run(long), True),), "Checks"),
        SideBySide((Paragraph(Run(long)),), (Paragraph(Run("right")),)),
        Cards((samples.goal(1, "T", long, Chip("On track", "green"), Meter(0.5, "0", "5", "10"), ("A", long)),)),
    ):
        said = text(write_pdf(with_blocks(Heading("Long"), block)))
        for number in (0, 1, 777, 3333, 6498, 6499):
            assert f"word{number}" in said, type(block).__name__


@pytest.mark.parametrize("place", ["title", "heading", "note", "fact", "cell", "chip", "meter", "signature", "callout"])
def test_unbroken_words_break_and_stay_on_the_page(place: str) -> None:
    word = "W" * 400
    blocks: dict[str, object] = {
        "heading": Heading(word),
        "note": Heading("Title", note=word),
        "fact": KeyValues((KeyValue(word, Run(word)), KeyValue("b", Run("c")))),
        "cell": Table((Column(word), Column("b", "number")), ((Cell((Run(word),)), Cell((Run(word),))),)),
        "chip": Table((Column("a"), Column("b", "status")), ((Cell((Run("a"),)), Cell((Chip(word, "red"),))),)),
        "meter": Cards((samples.goal(1, word, word, Chip(word, "red"), Meter(0.5, word, word, word), (word, word)),)),
        "signature": Signatures((Signature(word, Run(word), word, True, "18 Nov 2026"),)),
        "callout": Callouts((Callout(word, Run(word)), Callout("b", Run("c")), Callout("d", Run("e"), True))),
    }
    document = replace(EMPTY, title=word, account=word) if place == "title" else with_blocks(blocks[place])
    reader = pypdf.PdfReader(io.BytesIO(write_pdf(document).data))
    found: list[tuple[str, float]] = []
    for page in reader.pages:
        page.extract_text(visitor_text=lambda said, _c, matrix, _f, _s: found.append((said, matrix[4])))
    assert sum(said.count("W") for said, _ in found) >= 400
    assert all(20 <= x <= 595 for said, x in found if "WW" in said)


_ANY = st.text(st.characters(codec="utf-8"), max_size=120)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(_ANY, _ANY, st.integers(0, 3))
def test_any_text_makes_a_file(first: str, second: str, count: int) -> None:
    document = replace(
        EMPTY,
        title=first,
        account=second,
        blocks=(
            Heading(second, note=first),
            Paragraph(Run(first)),
            KeyValues((KeyValue(first, Run(second)), KeyValue(second, Run(first), True))),
            Table((Column(first, "name"), Column(second)), ((Cell((Run(second),)), Cell((Run(first),))),) * count),
            Callouts((Callout(second, Run(first)),)),
            ItemList((Run(second),) * count, first),
        ),
    )
    assert write_pdf(document).data.startswith(b"%PDF")


@pytest.mark.parametrize("first", "AVWYTJMLCÅŁ4")
def test_a_title_stands_on_the_margin_whatever_its_first_letter(first: str) -> None:
    assert abs(bearing(f"{first}rvelle", 25)) < 2
