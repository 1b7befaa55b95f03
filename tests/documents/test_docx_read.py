"""Reading Word files that anybody may have made: nothing but the reason why a file cannot be read ever comes out."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.documents.docx import write_docx
from csdesk.documents.docx_read import NotReadError, plain, print_of, read_docx
from csdesk.documents.model import Document, KeyValue, KeyValues, Paragraph, Run

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(body: str, **more: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, text in more.items():
            archive.writestr(name, text)
    return made.getvalue()


def made(text: str) -> Document:
    from datetime import date

    blocks = (
        Paragraph(Run(text, "notes//text")),
        KeyValues((KeyValue("Fact", Run(text, "facts//one")), KeyValue("Nobody", Run("", "facts//none")))),
    )
    return Document(
        kind="Plan", title="Arvelle", audience="customer", account="Arvelle", version="Draft", dated=date(2026, 11, 23),
        dated_text="23 November 2026", blocks=blocks, mark="0123456789abcdef0123-1dc",
    )  # fmt: skip


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=200))
def test_what_was_written_is_read_as_it_was(text: str) -> None:
    copy = read_docx(write_docx(made(text)).data)
    assert copy.mark == "0123456789abcdef0123-1dc" and copy.prints is not None
    for one in copy.controls:
        assert print_of(one.said) in copy.prints.controls[print_of(one.tag)]
    fact = copy.by_tag["facts//one"][0].text
    assert fact.replace("\n", " ").split() == plain(text).replace("\n", " ").split()
    assert plain(plain(text)) == plain(text)


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(NotReadError) as caught:
        read_docx(data)
    assert caught.value.reason


@given(st.data())
def test_a_damaged_copy_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(write_docx(made("One aim")).data)
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_docx(bytes(whole))
    except NotReadError as error:
        assert error.reason


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>", ["a b"]),
        ("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r></w:p>", ["a\nb"]),
        ("<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r></w:p>", ["a-b"]),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>1</w:t></w:r></w:p>", ["1"]),
        ("<w:p><w:ins><w:r><w:t>n</w:t></w:r></w:ins><w:del><w:r><w:delText>a</w:delText></w:r></w:del></w:p>", ["n"]),
        (
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>one </w:t></w:r></w:p>"
            "<w:p><w:r><w:t>two</w:t></w:r></w:p>",
            ["one two"],
        ),
        ("<w:p><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>", ["link"]),
        ("<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", []),
        ("<w:p/>", []),
    ],
)  # fmt: skip
def test_what_word_writes_is_read_as_a_person_sees_it(body: str, lines: list[str]) -> None:
    assert [one.text for one in read_docx(packed(body)).lines] == lines


def test_a_fallback_is_not_read_twice() -> None:
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    run = "<w:r><w:t>x</w:t></w:r>"
    body = (
        f"<w:p><mc:AlternateContent {space}><mc:Choice>{run}</mc:Choice><mc:Fallback>{run}</mc:Fallback>"
        "</mc:AlternateContent></w:p>"
    )
    assert [one.text for one in read_docx(packed(body)).lines] == ["x"]


def test_the_same_document_has_no_copy_part_without_a_mark() -> None:
    import dataclasses

    with zipfile.ZipFile(io.BytesIO(write_docx(dataclasses.replace(made("x"), mark="")).data)) as archive:
        assert not [name for name in archive.namelist() if "custom" in name.casefold()]
