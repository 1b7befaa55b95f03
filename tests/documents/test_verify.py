"""Reading finished files back: everything readable is found, however it is broken up."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from csdesk.documents.docx import write_docx
from csdesk.documents.verify import leaks, text_of

sys.path.insert(0, str(Path(__file__).parent))  # tests are imported by path, their helpers are not
from docx_sample import customer, internal

SECRET = "Procurement lost the budget in June and doubts us in private"


def docx_with(name: str, content: str) -> bytes:
    """The customer's file with one more or changed part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write_docx(customer()).data)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.namelist():
            if entry != name:
                target.writestr(entry, source.read(entry))
        target.writestr(name, content)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/comments.xml", f"<w:x {W}><w:comment><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p></w:comment></w:x>"),
        (
            "word/header3.xml",
            f"<w:hdr {W}><w:p><w:r><w:t>{SECRET[:20]}</w:t></w:r><w:r><w:t>{SECRET[20:]}</w:t></w:r></w:p></w:hdr>",
        ),
        ("word/a.xml", f"<w:hdr {W}><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{SECRET}</w:t></w:r></w:p></w:hdr>"),
        ("word/a.xml", f'<w:x {W} xmlns:wp="p"><wp:docPr id="1" name="P" descr="{SECRET}"/></w:x>'),
        ("word/a.xml", f'<w:x {W}><w:sdtPr><w:alias w:val="{SECRET}"/></w:sdtPr></w:x>'),
        ("word/a.xml", f'<w:x {W}><w:docVar w:name="n" w:val="{SECRET}"/></w:x>'),
        ("word/a.xml", f"<w:x {W}><w:p><w:del><w:r><w:delText>{SECRET}</w:delText></w:r></w:del></w:p></w:x>"),
        ("docProps/custom.xml", f"<Properties><property><lpwstr>{SECRET}</lpwstr></property></Properties>"),
        ("docProps/app.xml", f"<Properties><Manager>{SECRET}</Manager></Properties>"),
        ("customXml/item1.xml", f"<note>{SECRET}</note>"),
        ("word/media/image1.svg", f"<svg><text>{SECRET}</text></svg>"),
    ],
)  # fmt: skip
def test_every_corner_of_a_word_file_is_read(name: str, content: str) -> None:
    assert leaks(docx_with(name, content), "docx", [SECRET, "not there"]) == [SECRET]


def test_a_customers_file_is_clean_and_an_internal_one_is_not() -> None:
    secrets = ["Raise it with Hanne Kohl.", "€ 96,000 of € 412,000", "Blocker of the renewal", "Two depots in Poland"]
    assert leaks(write_docx(customer()).data, "docx", secrets) == []
    assert leaks(write_docx(internal()).data, "docx", secrets) == secrets


def pdf_of(lines: list[list[str]], *, title: str = "", outline: str = "") -> bytes:
    """A PDF with these lines on these pages, each page with a footer."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setTitle(title)
    for number, page in enumerate(lines, 1):
        for line, text in enumerate(page):
            canvas.drawString(50, 780 - 14 * line, text)
        canvas.drawString(50, 30, f"Brenner Garden - Success plan - page {number} of {len(lines)}")
        if outline:
            canvas.bookmarkPage("a")
            canvas.addOutlineEntry(outline, "a")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    "pages",
    [
        [[SECRET]],
        [["Procurement lost the bud-", "get in June and doubts", "us in private"]],
        [["PROCUREMENT  lost the budget in June", "and doubts us in private"]],
        [["Procurement lost the budget in", ], ["June and doubts us in private"]],
        [["Procurement lost the bud\u00adget in June\u00a0and doubts us in private"]],
    ],
)  # fmt: skip
def test_pdf_text_is_found_over_lines_and_pages(pages: list[list[str]]) -> None:
    assert leaks(pdf_of(pages), "pdf", [SECRET, "not there at all"]) == [SECRET]


@pytest.mark.parametrize("place", [{"title": SECRET}, {"outline": SECRET}])
def test_pdf_properties_and_outline_are_read(place: dict[str, str]) -> None:
    data = pdf_of([["Nothing"]], **place)
    assert leaks(data, "pdf", [SECRET]) == [SECRET]
    assert SECRET in text_of(data, "pdf")


@pytest.mark.parametrize(
    ("secret", "text", "found"),
    [
        ("market", "supermarket", False),
        ("market", "the market is", True),
        ("30%", "130%", False),
        ("€ 64,000", "€ 64,000,000", False),
        ("€ 64,000", "it is €\u00a064,000.", True),
        ("64,000", "164,000", False),
        ("efficient office", "e\ufb03cient o\ufb03ce", True),
        ("Re-sign the lease early", "resign the lease early", True),
        ("שלום עולם גדול", "לודג םלוע םולש", True),
        ("שלום עולם גדול", "שלום עולם", False),
        ("–", "a – b", False),
        ("  ", "a", False),
    ],
)
def test_what_counts_as_the_same_text(secret: str, text: str, found: bool) -> None:
    part = f"<w:hdr {W}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:hdr>"
    assert bool(leaks(docx_with("word/header9.xml", part), "docx", [secret])) is found


def test_a_piece_of_a_long_secret_is_a_leak() -> None:
    long = " ".join(f"Sentence number {number} of what nobody outside may read." for number in range(40))
    part = f"<w:hdr {W}><w:p><w:r><w:t>{long[400:900]}</w:t></w:r></w:p></w:hdr>"
    assert leaks(docx_with("word/header9.xml", part), "docx", [long]) == [long]


def test_what_the_customer_may_see_is_no_secret() -> None:
    data = write_docx(customer()).data
    assert leaks(data, "docx", ["Hanne Kohl", "Lena Kastner"], allowed=["Hanne Kohl, sponsor"]) == ["Lena Kastner"]


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_a_broken_file_is_refused(format: str) -> None:
    with pytest.raises(ValueError, match="file"):
        leaks(b"nothing of the kind", format, ["x"])  # type: ignore[arg-type]
