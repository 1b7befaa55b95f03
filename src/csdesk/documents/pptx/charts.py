"""Native bar charts: gap 40, overlap 100, no gridlines, no value axis, totals by an invisible line."""

from __future__ import annotations

from typing import Any, Final, cast

from csdesk.documents.deck import Chart
from csdesk.documents.docx.xml import hexadecimal
from csdesk.documents.palette import INK, MUTED, TEXT, WHITE, Palette, channels
from csdesk.documents.pptx.measure import line_count
from csdesk.documents.pptx.pen import Ink, Line, Sheet, emu

LOWEST: Final = 200.0
"""The least height of a chart, its title included."""
_LONGEST_TITLE: Final = 80
_LONGEST_NAME: Final = 40

_C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_LEGEND_LEFT: Final = (
    f'<c:layout xmlns:c="{_C}"><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/><c:x val="0"/>'
    '<c:y val="0.92"/><c:w val="0.95"/><c:h val="0.08"/></c:manualLayout></c:layout>'
)
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"


def _total(chart: Chart, at: int) -> float:
    return sum(values.values[at] or 0.0 for values in chart.series if at < len(values.values))


def told(chart: Chart) -> str:
    """The chart in words, for those who do not see it."""
    parts = [f"{name} {_figure(_total(chart, at))}" for at, name in enumerate(chart.categories)]
    return f"Bar chart: {chart.title}{f', {chart.unit}' if chart.unit else ''}. {'; '.join(parts)}."


def _figure(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def draw_chart(slide: Any, sheet: Sheet, chart: Chart, look: Palette, x: float, y: float, w: float, h: float) -> None:
    """The chart with its title, within the rectangle given."""
    from pptx.chart import data as chart_data
    from pptx.enum.chart import XL_CHART_TYPE

    title, unit = chart.title[:_LONGEST_TITLE], chart.unit[:_LONGEST_TITLE]
    lines = line_count(f"{title}   {unit}", 14, w, True)
    sheet.text(
        x, y, w, lines * 18,
        (Line((Ink(title, INK, True), Ink(f"   {unit}" if unit else "", MUTED)), 14, 18),), name="Chart title",
    )  # fmt: skip
    top = lines * 18 + 12
    stacked = len(chart.series) > 1
    data = cast(Any, chart_data).CategoryChartData(number_format=chart.number_format)
    data.categories = [name[:_LONGEST_NAME] for name in chart.categories]
    size = len(chart.categories)
    for one in chart.series:
        data.add_series(one.name[:_LONGEST_NAME], (one.values + (None,) * size)[:size])
    if stacked:
        data.add_series("Total", [_total(chart, at) for at in range(size)])
    kind = XL_CHART_TYPE.COLUMN_STACKED if stacked else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = slide.shapes.add_chart(kind, emu(x), emu(y + top), emu(w), emu(h - top), data)
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("name", "Chart")
    properties.set("descr", told(chart))
    _style(frame.chart, chart, look, stacked)


def _style(native: Any, chart: Chart, look: Palette, stacked: bool) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    def colour(value: str) -> Any:
        return cast(Any, RGBColor)(*channels(value))

    native.font.size = Pt(13)
    native.font.color.rgb = colour(TEXT)
    native.has_title = False
    plot = native.plots[0]
    plot.gap_width = 40
    plot.overlap = 100
    value, category = native.value_axis, native.category_axis
    value.visible = False
    value.has_major_gridlines = False
    value.has_minor_gridlines = False
    least = min((v for one in chart.series for v in one.values if v is not None), default=0.0)
    if least >= 0:
        value.minimum_scale = 0
    category.has_major_gridlines = False
    category.major_tick_mark = XL_TICK_MARK.NONE
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.format.line.color.rgb = colour(INK)
    category.format.line.width = Pt(0.75)
    category.tick_labels.font.size = Pt(12 if len(chart.categories) > 10 else 13)
    category.tick_labels.font.color.rgb = colour(MUTED)
    for fill, series in zip((look.meter, look.soft, MUTED), plot.series, strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour(fill)
        if stacked and series.index:
            # A hairline of paper between the parts of a bar; the lowest has none, or it would cover the axis.
            series.format.line.color.rgb = colour(WHITE)
            series.format.line.width = Pt(1)
        series.invert_if_negative = False
    native.has_legend = stacked
    if stacked:
        native.legend.position = XL_LEGEND_POSITION.BOTTOM
        native.legend.include_in_layout = False
        native.legend.font.size = Pt(13)
        _totals(native, len(chart.series), chart.number_format)
    else:
        plot.has_data_labels = True
        labels = plot.data_labels
        labels.number_format, labels.number_format_is_linked = chart.number_format, False
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
        labels.font.size, labels.font.bold = Pt(13), True
        labels.font.color.rgb = colour(INK)


def _totals(native: Any, index: int, number_format: str) -> None:
    """Make the last series a line that is not drawn, whose labels stand above the bars; keep it out of the legend."""
    from pptx.oxml import parse_xml

    space = native._chartSpace
    bar = space.find(f".//{{{_C}}}barChart")
    series = bar.findall(f"{{{_C}}}ser")[index]
    bar.remove(series)
    for name in ("invertIfNegative", "spPr", "dLbls"):
        for found in series.findall(f"{{{_C}}}{name}"):
            series.remove(found)
    hidden = parse_xml(f'<c:spPr xmlns:c="{_C}" xmlns:a="{_A}"><a:ln w="28575"><a:noFill/></a:ln></c:spPr>')
    marker = parse_xml(f'<c:marker xmlns:c="{_C}"><c:symbol val="none"/></c:marker>')
    safe = number_format.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    labels = parse_xml(
        f'<c:dLbls xmlns:c="{_C}" xmlns:a="{_A}"><c:numFmt formatCode="{safe}" sourceLinked="0"/>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1300" b="1"><a:solidFill>'
        f'<a:srgbClr val="{hexadecimal(INK)}"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p>'
        '</c:txPr><c:dLblPos val="t"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )
    place = list(series).index(series.find(f"{{{_C}}}tx")) + 1
    for offset, element in enumerate((hidden, marker, labels)):
        series.insert(place + offset, element)
    series.append(parse_xml(f'<c:smooth xmlns:c="{_C}" val="0"/>'))
    lines = parse_xml(
        f'<c:lineChart xmlns:c="{_C}"><c:grouping val="standard"/><c:varyColors val="0"/><c:marker val="1"/>'
        + "".join(f'<c:axId val="{one.get("val")}"/>' for one in bar.findall(f"{{{_C}}}axId"))
        + "</c:lineChart>"
    )
    lines.insert(2, series)
    bar.addnext(lines)
    legend = space.find(f".//{{{_C}}}legend")
    entry = parse_xml(f'<c:legendEntry xmlns:c="{_C}"><c:idx val="{index}"/><c:delete val="1"/></c:legendEntry>')
    legend.insert(1, entry)
    for found in legend.findall(f"{{{_C}}}layout"):
        legend.remove(found)
    legend.insert(2, parse_xml(_LEGEND_LEFT))
