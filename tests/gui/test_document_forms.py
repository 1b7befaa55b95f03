"""Every form that ships, opened in the workspace on a real book; what is worked out is not typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from csdesk.desk import document_forms, documents, records
from csdesk.desk.core import Desk
from csdesk.ui.actions import Actions
from csdesk.ui.context import Context
from csdesk.ui.jobs import ImmediateJobs
from csdesk.ui.pages.document import DocumentPage
from csdesk.ui.theme import install
from csdesk.values.clock import FixedClock


class Frame:
    """A window that only listens."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **named: None


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(date(2026, 11, 23))) as opened:
        yield opened


@pytest.mark.parametrize("form_id", sorted(document_forms.library().forms))
def test_a_form_opens_with_all_of_its_sections(qtbot: Any, qapp: QApplication, desk: Desk, form_id: str) -> None:
    form = document_forms.form(form_id)
    account = review = None
    if form.subject != "none":
        account = records.create(desk, "account", {"name": "Halden Foods"}).record_id
    if form.subject == "review":
        type = form.reviews[0] if form.reviews else "qbr"
        review = records.create(desk, "review", {"type": type, "date": date(2026, 12, 9)}, account_id=account).record_id
    document = documents.open_document(desk, form_id, account, review)
    context = Context(desk, ImmediateJobs(), Actions(), install(qapp, "light"), Frame())  # type: ignore[arg-type]
    page = DocumentPage(context, None)
    page.resize(1384, 824)
    qtbot.addWidget(page)
    page.show()
    page.enter(document=document)
    qtbot.waitUntil(lambda: page.preview.paper.pages > 0, timeout=20_000)
    for section in documents.view(desk, document).sections:
        for one in section.fields:
            if one.visible and one.field.compute is not None:
                page.enter(document=document, path=str(one.path))
                block = page.form.block(str(one.path))
                assert block is not None, str(one.path)
                assert (
                    not block.editor.control().isEnabled()
                    or getattr(block.editor.control(), "isReadOnly", lambda: True)()
                ), str(one.path)
