"""The dialogs of signals: reporting what only a person can see, and “Should I be involved?”."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.involvement import Answer, Involvement
from csdesk.desk.signals import LEVEL_WORDS, Rule
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Rule as Line
from csdesk.ui.widgets.checks import CheckBox
from csdesk.ui.widgets.choices import Segment, Segmented
from csdesk.ui.widgets.fields import ComboBox, FieldBox, TextArea
from csdesk.ui.widgets.notices import Callout
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Label, Text

_TONES = {"yellow": "yellow", "red": "red", "immediate": "red", "expansion": "green"}


class ReportDialog(Dialog):
    """Asks what was seen, how bad it is where the rule knows several levels, and the evidence."""

    def __init__(
        self,
        parent: QWidget | None,
        name: str,
        rules: Sequence[Rule],
        groups: Mapping[str, str],
        taken: Callable[[str, str, str], object],
    ) -> None:
        super().__init__(parent, f"Report a signal: {name}", wide=True)
        self._rules, self._taken = {one.id: one for one in rules}, taken
        self._rule = ComboBox("What was seen")
        self._rule.setObjectName("report.rule")
        offered = [(one.id, f"{groups.get(one.group, one.group)}: {one.title}") for one in rules]
        self._rule.set_options([("", "Choose what was seen"), *offered])
        self._rule.currentIndexChanged.connect(self._show)
        self._rule_box = FieldBox("What was seen", self._rule)
        self.body.addWidget(self._rule_box)
        self._level = Segmented("How it counts", [])
        self._level.setObjectName("report.level")
        self._level.chosen.connect(self._say)
        self._level_box = FieldBox("How it counts", self._level)
        self.body.addWidget(self._level_box)
        self._about = Text("", "label", "soft")
        self.body.addWidget(self._about)
        self._evidence = TextArea("Evidence", "", lines=3)
        self._evidence.setObjectName("report.evidence")
        self._evidence.setPlaceholderText("What was said or seen, by whom and when")
        self._evidence_box = FieldBox("Evidence", self._evidence)
        self.body.addWidget(self._evidence_box)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        done = self.add_button(Button("Report the signal", "primary"))
        done.setObjectName("report.take")
        done.clicked.connect(self._accept)
        self._show()
        self._rule.setFocus()

    @property
    def _chosen(self) -> Rule | None:
        return self._rules.get(self._rule.value())

    def _show(self, _index: int = 0) -> None:
        rule = self._chosen
        self._rule_box.set_error("")
        self._level_box.setVisible(rule is not None and len(rule.by_hand) > 1)
        self._about.setVisible(rule is not None)
        if rule is None:
            return
        levels = list(rule.by_hand)
        self._level.set_segments([Segment(one, LEVEL_WORDS.get(one, one), _TONES.get(one, "")) for one in levels])
        self._level.set_value(levels[0])
        self._say()
        self.adjustSize()

    def _say(self, _value: str = "") -> None:
        rule = self._chosen
        if rule is not None:
            said = rule.by_hand.get(self._level.value() or next(iter(rule.by_hand)), "")
            last = f"{said}. It counts for {rule.lasts} days, or until you settle it."
            self._about.set_parts([(last, ""), (f"\n{rule.source[:1].upper()}{rule.source[1:]}", "faint")])

    def _accept(self) -> None:
        rule = self._chosen
        self._evidence_box.set_error("")
        if rule is None:
            self._rule_box.set_error("choose what was seen")
            return
        try:
            self._taken(rule.id, self._level.value() or next(iter(rule.by_hand)), self._evidence.toPlainText())
        except Invalid as error:
            self._evidence_box.set_error(error.reason)
        except DeskError as error:
            self._evidence_box.set_error(error.what)
        else:
            self.accept()


class InvolveDialog(Dialog):
    """The severity of a case, or a kind of request, and what only a person knows; the answer stands below at once."""

    def __init__(
        self, parent: QWidget | None, name: str, matrix: Involvement, ask: Callable[..., Answer], severity: str = "high"
    ) -> None:
        super().__init__(parent, f"Should I be involved? {name}", wide=True)
        self._matrix, self._ask = matrix, ask
        self.answer: Answer | None = None
        self._severity = Segmented("Severity of the case", [(one.id, one.title) for one in matrix.severities], severity,
                                   clearable=True)  # fmt: skip
        self._severity.setObjectName("involve.severity")
        self._severity.chosen.connect(self._reckon)
        self.body.addWidget(FieldBox("Severity of the case", self._severity))
        self._words = Text("", "label", "soft")
        self.body.addWidget(self._words)
        self._request = ComboBox("Kind of request")
        self._request.setObjectName("involve.request")
        self._request.set_options([("", "A case like any other"), *((one.id, one.title) for one in matrix.requests)])
        self._request.currentIndexChanged.connect(self._reckon)
        self.body.addWidget(FieldBox("Kind of request", self._request))
        asked = QVBoxLayout()
        asked.setSpacing(theme().px(4))
        self._said: dict[str, CheckBox] = {}
        for one in matrix.criteria:
            if one.ask:
                box = CheckBox(one.ask)
                box.setObjectName(f"involve.{one.id}")
                box.toggled.connect(self._reckon)
                self._said[one.id] = box
                asked.addWidget(box)
        self.body.addLayout(asked)
        self.body.addWidget(Line())
        self._place = QVBoxLayout()
        self._place.setSpacing(theme().px(4))
        self.body.addLayout(self._place)
        done = self.add_button(Button("Close", "primary"))
        done.clicked.connect(self.accept)
        self._reckon()

    def _reckon(self, _value: object = None) -> None:
        severity, request = self._severity.value(), self._request.value()
        said = [name for name, box in self._said.items() if box.isChecked() and box.isEnabled()]
        level = next((one for one in self._matrix.severities if one.id == severity), None)
        self._words.set_parts(f"{level.about} {level.examples}." if level else "Without a severity, only the request.")
        while (item := self._place.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        try:
            self.answer = found = self._ask(severity=severity, request=request, said=said)
        except DeskError as error:
            self._place.addWidget(Callout("", "It cannot be said", error.what))
            return
        for one in found.reasons:
            known = one.met and one.evidence not in ("", "Said so")
            if one.criterion.id in self._said:
                # What the book knows need not be said; it is ticked, and says why.
                box = self._said[one.criterion.id]
                box.setEnabled(not known)
                box.setText(f"{one.criterion.ask} {one.evidence}." if known else one.criterion.ask)
                if known:
                    box.blockSignals(True)
                    box.setChecked(True)
                    box.blockSignals(False)
        title = "Yes, take part" if found.involve else "No, this is not for the CSM"
        below = found.request.note if found.request and found.request.note else (
            f"Support: {level.support[:1].lower()}{level.support[1:]}." if level else "")  # fmt: skip
        self._place.addWidget(Callout("yellow" if found.involve else "green", title, " ".join(found.because), below))
        if found.involve and found.workflow:
            self._place.addWidget(Label("How it goes on", "label", "soft"))
            self._place.addWidget(Text([("\n".join(found.workflow[2:]), "soft")], "label"))
        self.adjustSize()
