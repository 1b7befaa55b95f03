"""Content controls: what a customer may tick or type in the Word file, and how a returned file is read again.

The tag of a control is the field it came from, "section/row/field"; a tick box of a checklist has its own. Word allows
64 characters in a tag, so that a longer one is shortened in a way that can be worked out again from the form.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from csdesk.documents.docx.styles import SYMBOLS
from csdesk.documents.docx.xml import escape, run

_LONGEST_TAG = 64
TICKED = "☑"
UNTICKED = "☐"
_BLANK = "\u00a0" * 12


def tag_of(source: str) -> str:
    """The tag for a field's path: itself, or when longer than Word allows its beginning and a check sum."""
    if len(source) <= _LONGEST_TAG:
        return source
    digest = hashlib.sha256(source.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{source[: _LONGEST_TAG - 13]}~{digest}"


@dataclass
class Controls:
    """Makes the controls of one document, each with its number. `locked`: an issued version."""

    locked: bool
    made: int = 0

    def _wrap(self, source: str, kind: str, content: str, *, fixed: bool, blank: bool = False, name: str = "") -> str:
        self.made += 1
        look = f'<w:alias w:val="{escape(name)[:64]}"/>' if name else ""
        look += f'<w:tag w:val="{escape(tag_of(source))}"/>' if source else ""
        look += f'<w:id w:val="{100000 + self.made}"/>'
        look += f'<w:lock w:val="{"sdtContentLocked" if fixed else "sdtLocked"}"/>'
        look += "<w:showingPlcHdr/>" if blank else ""
        return f"<w:sdt><w:sdtPr>{look}{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    def text(self, source: str, content: str) -> str:
        """Runs of one answer as a plain text control; in an issued version its content is locked."""
        return self._wrap(source, '<w:text w:multiLine="1"/>', content, fixed=self.locked)

    def paragraphs(self, source: str, content: str) -> str:
        """Whole paragraphs of one answer in a control, which Word allows in its rich kind only."""
        return self._wrap(source, "", content, fixed=self.locked)

    def blank(self, source: str, name: str, style: str = "") -> str:
        """A place for the customer to type in, open in an issued version too."""
        return self._wrap(source, "<w:text/>", run(_BLANK, style), fixed=False, blank=True, name=name)

    def check(self, source: str, ticked: bool) -> str:
        """A box that can be ticked, in an issued version too."""
        kind = (
            f'<w14:checkbox><w14:checked w14:val="{int(ticked)}"/>'
            f'<w14:checkedState w14:val="2611" w14:font="{SYMBOLS}"/>'
            f'<w14:uncheckedState w14:val="2610" w14:font="{SYMBOLS}"/></w14:checkbox>'
        )
        return self._wrap(source, kind, run(TICKED if ticked else UNTICKED, "CheckBox"), fixed=False)

    def date(self, source: str, shown: str, language: str) -> str:
        """The date beside a signature: open until somebody has signed."""
        kind = (
            f'<w:date><w:dateFormat w:val="d MMM yyyy"/><w:lid w:val="{language}"/>'
            '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
        )
        return self._wrap(
            source, kind, run(shown or _BLANK), fixed=self.locked and bool(shown), blank=not shown, name="Date"
        )
