"""Slides: what PowerPoint finds in the file, where slides go on, and that nothing is lost, cut off or told."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from csdesk.documents.deck import Chart, Deck, Figure, Figures, GoalRows, NextDate, Saying, Series, Slide, Text
from csdesk.documents.model import Letterhead
from csdesk.documents.pptx import write_pptx
from csdesk.documents.pptx.measure import line_count, take, wrapped
from csdesk.documents.verify import leaks, text_of

sys.path.insert(0, str(Path(__file__).parent))  # tests are imported by path, their helpers are not
from deck_sample import DAY, LONG, NAME, actions, deck, goal, overfull, usual


def opened(made: Deck) -> Any:
    return Presentation(io.BytesIO(write_pptx(made).data))


def texts(slide: Any) -> str:
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if getattr(shape, "has_table", False) and shape.has_table:
            found += [one.text for row in shape.table.rows for one in row.cells]
    return "\n".join(found)


def titles(made: Deck) -> list[str]:
    return [slide.shapes.title.text for slide in opened(made).slides]


def test_it_is_a_wide_deck_of_one_master_and_three_layouts() -> None:
    found = opened(usual())
    assert (found.slide_width, found.slide_height) == (12192000, 6858000)
    assert [one.name for one in found.slide_layouts] == ["Title", "Content", "Table and panel"]
    assert len(found.slides) == 6


def test_every_slide_has_a_native_title_and_number_and_says_which_part_it_is() -> None:
    found = opened(usual())
    for slide in found.slides:
        assert slide.shapes.title is not None and slide.shapes.title.text
    for slide in list(found.slides)[1:]:
        kinds = {str(one.placeholder_format.type).split()[0] for one in slide.placeholders}
        assert {"TITLE", "FOOTER", "SLIDE_NUMBER"} <= kinds
    squares = [shape for shape in found.slides[4].shapes if shape.name == "Part of the review"]
    assert squares[0]._element.nvGrpSpPr.cNvPr.get("descr") == "VALUE: LU"


def test_tables_and_charts_are_native() -> None:
    found = opened(usual())
    table = next(shape for shape in found.slides[5].shapes if shape.has_table).table
    assert [one.text for one in table.rows[0].cells] == ["Action", "Owner", "Due", "Status"]
    assert len(table.rows) == 6
    shape = next(shape for shape in found.slides[2].shapes if shape.has_chart)
    chart = shape.chart
    assert chart.plots[0].gap_width == 40 and chart.plots[0].overlap == 100
    assert not chart.value_axis.visible and not chart.value_axis.has_major_gridlines
    assert chart.has_legend
    assert [one.name for one in chart.plots[0].series] == ["Confirmed", "Under review"]
    assert list(chart.plots[1].series[0].values) == [46, 62, 84]
    assert "46" in shape._element.nvGraphicFramePr.cNvPr.get("descr")


def test_a_chart_of_one_series_has_no_legend_and_no_second_plot() -> None:
    chart = Chart("Use", "percent", ("Jan", "Feb"), (Series("Use", (1.0, -2.0)),))
    found = opened(deck(Slide("Use", "V", (chart,))))
    native = next(shape for shape in found.slides[1].shapes if shape.has_chart).chart
    assert not native.has_legend and len(list(native.plots)) == 1


@pytest.mark.parametrize(("count", "slides"), [(1, 1), (3, 1), (4, 2), (20, 7)])
def test_three_goals_to_a_slide(count: int, slides: int) -> None:
    made = deck(Slide("Goals", "V", (GoalRows(tuple(goal(n) for n in range(count))),)))
    assert write_pptx(made).pages == (slides,)
    if slides > 1:
        assert titles(made)[-1] == f"Goals ({slides}\xa0of\xa0{slides})"


@pytest.mark.parametrize(("count", "slides"), [(7, 1), (8, 2), (15, 3)])
def test_seven_rows_to_a_slide(count: int, slides: int) -> None:
    assert write_pptx(deck(Slide("Actions", "E", (actions(count),)))).pages == (slides,)


def test_sixty_words_to_a_slide() -> None:
    found = opened(deck(Slide("Much to read", "A", (Text(LONG),))))
    counts = [sum(word.startswith("word") for word in texts(slide).split()) for slide in list(found.slides)[1:]]
    assert max(counts) <= 60 and sum(counts) == 300


def test_nothing_is_lost_however_much_there_is() -> None:
    made = overfull()
    text = text_of(write_pptx(made).data, "pptx")
    for number in range(300):
        # As title, goal, list, callout, text, table, next date and notes (which a customer's deck leaves out).
        assert text.count(f"word{number}") >= 6, number
    for number in range(40):
        assert f"item {number}" in text
    for number in range(23):
        assert text.count(f"Action {number} of the list") == (0 if number == 4 else 2) or number == 4
    assert text.count("9,999,999,999,999") >= 7
    assert "The end." in text and "Why?" in text


@pytest.mark.parametrize("make", [usual, overfull, lambda: deck(), lambda: Deck("", "", "customer", "", DAY, "")])
def test_no_shape_leaves_the_slide_and_no_letter_is_too_small(make: Any) -> None:
    found = opened(make())
    for slide in found.slides:
        for shape in slide.shapes:
            if shape.is_placeholder and shape.placeholder_format.idx:
                continue
            assert shape.left >= 0 and shape.top >= 0, shape.name
            assert shape.left + shape.width <= found.slide_width + 12700, shape.name
            limit = found.slide_height - 36 * 12700 + 12700
            assert shape.top + shape.height <= limit, (shape.name, (shape.top + shape.height) / 12700)
        for run in slide._element.xpath(".//a:rPr[@sz]"):
            small = run.xpath("ancestor::p:sp[.//p:ph[@type='ftr']]")
            assert small or int(run.get("sz")) >= 1200


def test_a_long_title_is_set_smaller_then_told_below() -> None:
    longer = "This finding is told in a sentence that is rather long, as people do write them when they are in a hurry"
    made = write_pptx(deck(Slide(f"{longer}, and goes on", "V", (actions(1),))))
    assert any("two lines" in one for one in made.warnings)
    found = opened(deck(Slide(LONG, "V", (actions(1),))))
    assert found.slides[1].shapes.title.text.startswith("word0")
    assert "word59" in texts(found.slides[1]) + texts(found.slides[2])


def test_only_an_internal_deck_has_notes() -> None:
    customer, internal = (write_pptx(usual(audience)).data for audience in ("customer", "internal"))
    assert leaks(customer, "pptx", ["Prompt V"]) == []
    assert leaks(internal, "pptx", ["Prompt V"]) == ["Prompt V"]
    with zipfile.ZipFile(io.BytesIO(customer)) as archive:
        assert not [name for name in archive.namelist() if "notes" in name]
    assert "INTERNAL" in text_of(internal, "pptx") and "INTERNAL" not in text_of(customer, "pptx")
    assert "Internal, not for the customer" in text_of(internal, "pptx")


@pytest.mark.parametrize("place", ["slide", "notes", "alt", "property", "chart", "comment", "layout"])
def test_whatever_is_in_a_deck_is_found(place: str) -> None:
    found = opened(usual("internal"))
    slide = found.slides[1]
    if place == "slide":
        slide.shapes.title.text = "Quiet marker"
    elif place == "notes":
        slide.notes_slide.notes_text_frame.text = "Quiet marker"
    elif place == "alt":
        slide.shapes[0]._element.xpath(".//p:cNvPr")[0].set("descr", "Quiet marker")
    elif place == "layout":
        found.slide_layouts[1].shapes[0].name = "Quiet marker"
    elif place == "chart":
        next(one for one in found.slides[2].shapes if one.has_chart).chart._chartSpace.xpath(".//c:v")[
            0
        ].text = "Quiet marker"
    else:
        found.core_properties.comments = "Quiet marker"
    out = io.BytesIO()
    found.save(out)
    assert leaks(out.getvalue(), "pptx", ["Quiet  MARKER"]) == ["Quiet  MARKER"]


def test_properties_name_the_deck_and_nobody_else() -> None:
    properties = opened(usual()).core_properties
    assert properties.title == "Halden Foods: Quarterly business review"
    assert properties.author == properties.last_modified_by == "Maya Lindqvist"
    assert properties.created.date() == DAY
    text = text_of(write_pptx(usual()).data, "pptx")
    assert "Canny" not in text and "python" not in text.casefold()


def test_the_same_deck_gives_the_same_bytes() -> None:
    assert write_pptx(usual()).data == write_pptx(usual()).data


NAUGHTY = (
    "\x00\x01\x0b\x1f bell", "<a:t>&amp;]]>", "\ud800 lone", "{id} {0} %s", "مرحبا بالعالم", "漢字" * 90, "a\nb\r\nc",
    "\u200f\u200e", "🙂 emoji", "",
)  # fmt: skip


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_text_stands_anywhere(text: str) -> None:
    series = (Series(text or "s", (1.0, 2.0)), Series("b", (1.0, None)))
    chart = Chart(text or "t", text, (text or "c", "d"), series, '0"%"')
    panel = NextDate(text, text[:2], text, (text,), text)
    made = deck(
        Slide(text, "V", (GoalRows((goal(1, text, text),)), Text(text), chart), panel, (text,)),
        Slide("Figures", "V", (), Figures((Figure(text, text, text),))),
        title=text,
        audience="internal",
        head=Letterhead(text, text, text, footer=text, logo=b"no picture"),
    )
    result = write_pptx(made)
    assert Presentation(io.BytesIO(result.data)).slides
    assert any("logo" in one for one in result.warnings)


def test_a_logo_stands_on_every_slide_with_its_words() -> None:
    from csdesk import paths

    logo = (paths.resources() / "samples" / "logo.png").read_bytes()
    found = opened(deck(Slide("One", "V"), head=Letterhead("Kelvara", logo=logo)))
    for layout in found.slide_layouts:
        picture = next(shape for shape in layout.shapes if shape.shape_type == 13)
        assert picture._element.nvPicPr.cNvPr.get("descr") == "Logo of Kelvara"


@pytest.mark.parametrize("text", [LONG, NAME, "x" * 500, "a\n\nb", "one", "漢" * 100])
def test_parts_of_a_text_make_the_whole(text: str) -> None:
    head, rest = take(text, 16, 200, 3)
    assert line_count(head, 16, 200) <= 3
    assert (head + rest).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")
    assert len(wrapped(text, 16, 200)) == line_count(text, 16, 200)


@pytest.mark.skipif(
    not shutil.which("soffice") or not shutil.which("pdftotext"), reason="needs LibreOffice and poppler"
)
def test_libreoffice_opens_the_fullest_deck_and_no_line_runs_into_the_footer(tmp_path: Path) -> None:
    made = write_pptx(overfull())
    (tmp_path / "deck.pptx").write_bytes(made.data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "deck.pptx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(tmp_path / "deck.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    assert boxes.count("<page ") == made.slides
    for left, right, bottom, word in re.findall(
        r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<', boxes
    ):
        if not word.startswith(("word", "item", "Action")):
            continue
        assert float(left) >= 50 and float(right) <= 910, word
        assert float(bottom) <= 506, word


def test_a_spare_question_takes_no_slide_of_its_own_and_no_row_stands_alone() -> None:
    question = Saying("Speak freely", ("What works less well?",), spare=True)
    assert "Speak freely" in text_of(write_pptx(deck(Slide("Few", "U", (actions(2), question)))).data, "pptx")
    made = write_pptx(deck(Slide("Many", "U", (actions(7), question))))
    assert made.pages == (1,) and "Speak freely" not in text_of(made.data, "pptx")
    found = opened(deck(Slide("Eight", "E", (actions(8),))))
    rows = [len(shape.table.rows) - 1 for slide in found.slides for shape in slide.shapes if shape.has_table]
    assert rows == [6, 2]
