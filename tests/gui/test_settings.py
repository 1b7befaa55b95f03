"""Settings: each change kept at once, undoable, and shown back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from csdesk.desk import accounts, records, settings
from csdesk.desk import bin as waste
from csdesk.ui.pages.settings import SettingsPage
from csdesk.ui.pages.settings.logo import LogoError, LogoPicker, read_logo
from csdesk.ui.pages.settings.switch import SwitchDialog
from csdesk.ui.theme import Theme
from csdesk.ui.widgets import Button, CheckBox, ChoiceCard, ComboBox, LineEdit, Segmented, TableView

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#27408B"/></svg>'
)


def _png(path: Path) -> Path:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("#27408B"))
    image.save(str(path))
    return path


@pytest.fixture
def opened(book: Path, windows: Any) -> Any:
    window = windows.open(book)

    def section(name: str) -> SettingsPage:
        window.go("settings", section=name)
        windows.settle(window)
        page = window.stack.currentWidget()
        assert isinstance(page, SettingsPage)
        return page

    return window, section


def test_the_profile_is_kept_and_undone(opened: Any, windows: Any, qtbot: Any) -> None:
    window, section = opened
    page = section("profile")
    company = next(one for one in page.findChildren(LineEdit) if one.accessibleName() == "Your company")
    company.setText("Kelvara Ltd")
    company.flush()
    windows.settle(window)
    assert window.context.desk.profile.company == "Kelvara Ltd"
    window.actions_registry.do("undo")
    windows.settle(window)
    assert window.context.desk.profile.company == "Kelvara"
    qtbot.waitUntil(lambda: company.text() == "Kelvara")


def test_a_logo_is_kept(opened: Any, windows: Any, tmp_path: Path) -> None:
    window, section = opened
    picker = section("profile").findChild(LogoPicker)
    picker.take(_png(tmp_path / "logo.png"))
    windows.settle(window)
    assert window.context.desk.profile.logo.startswith(b"\x89PNG")


def test_a_wrong_colour_is_said_at_its_field(opened: Any, windows: Any) -> None:
    window, section = opened
    field = next(
        one for one in section("profile").findChildren(LineEdit) if one.accessibleName() == "Colour of the letterhead"
    )
    field.setText("bluish")
    field.flush()
    windows.settle(window)
    assert window.context.desk.profile.colour == ""
    field.setText("1f5f6b")
    field.flush()
    windows.settle(window)
    assert window.context.desk.profile.colour.upper() == "#1F5F6B"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("logo.gif", b"GIF89a", "neither"),
        ("logo.png", b"\x89PNG\r\n\x1a\nbroken", "damaged"),
        ("logo.svg", b"<svg", "not an SVG"),
        ("logo.png", b"\x89PNG\r\n" + b"0" * 5_000_001, "larger"),
    ],
)
def test_what_is_no_logo_is_refused(theme: Theme, tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LogoError, match=said):
        read_logo(path)


def test_a_missing_logo_file_is_refused(theme: Theme, tmp_path: Path) -> None:
    with pytest.raises(LogoError, match="cannot be read"):
        read_logo(tmp_path / "none.png")


def test_an_svg_becomes_a_png(theme: Theme, tmp_path: Path) -> None:
    path = tmp_path / "logo.svg"
    path.write_text(SVG)
    data = read_logo(path)
    image = QImage.fromData(data)
    assert data.startswith(b"\x89PNG")
    assert (image.width(), image.height()) == (1200, 600)


def test_formats_are_kept_with_examples(opened: Any, windows: Any) -> None:
    window, section = opened
    page = section("formats")
    order, signs = page.findChildren(Segmented)
    order.set_value("dmy")
    order.chosen.emit("dmy")
    signs.set_value(",.")
    signs.chosen.emit(",.")
    currency = next(one for one in page.findChildren(ComboBox) if one.accessibleName() == "Usual currency")
    currency.set_value("EUR")
    currency.activated.emit(currency.currentIndex())
    windows.settle(window)
    formats = window.context.desk.formats
    assert (formats.date_order, formats.decimal, formats.group, formats.currency) == ("dmy", ",", ".", "EUR")


def test_the_way_of_working_is_chosen(opened: Any, windows: Any) -> None:
    window, section = opened
    cards = section("rules").findChildren(ChoiceCard)
    assert [one.isChecked() for one in cards].count(True) == 1
    card = next(one for one in cards if one.accessibleName() == "Coverage tiers")
    card.click()
    windows.settle(window)
    dialog = window.findChild(SwitchDialog)
    said = " ".join(one.text() for one in dialog.findChildren(QLabel))
    assert "Health:" in said and "Tiers:" in said and "Cadence:" in said
    assert settings.policy_id(window.context.desk) == "handbook"
    dialog.reject()
    windows.settle(window)
    assert not card.isChecked()


def test_a_switch_can_give_accounts_their_tiers_and_is_one_undo_step(opened: Any, windows: Any) -> None:
    window, section = opened
    desk = window.context.desk
    before = {one.id: one.tier for one in accounts.rows(desk)}
    cards = section("rules").findChildren(ChoiceCard)
    next(one for one in cards if one.accessibleName() == "Coverage tiers").click()
    windows.settle(window)
    dialog = window.findChild(SwitchDialog)
    dialog.findChild(CheckBox, "switch.tiers").setChecked(True)
    next(one for one in dialog.findChildren(Button) if one.text() == "Switch").click()
    windows.settle(window)
    assert settings.policy_id(desk) == "coverage"
    assert not any(one.move for one in accounts.rows(desk, work=True))
    desk.undo()
    assert settings.policy_id(desk) == "handbook"
    assert {one.id: one.tier for one in accounts.rows(desk)} == before


def test_the_scheme_is_switched_and_remembered(opened: Any, windows: Any, theme: Theme) -> None:
    window, section = opened
    mode = next(one for one in section("appearance").findChildren(Segmented) if one.accessibleName() == "Colours")
    mode.set_value("dark")
    mode.chosen.emit("dark")
    windows.settle(window)
    try:
        assert theme.dark
        assert window.memory.get("theme") == "dark"
        assert settings.appearance(window.context.desk)["theme"] == "dark"
    finally:
        theme.set_mode("light")


def test_a_backup_is_made_listed_and_restored(opened: Any, windows: Any, qtbot: Any) -> None:
    window, section = opened
    page = section("backup")
    next(one for one in page.findChildren(Button) if one.text() == "Back up now").click()
    windows.settle(window)
    page = section("backup")
    table = page.findChild(TableView)
    assert table.rows().row_count() >= 1
    desk = window.context.desk
    account = accounts.find(desk, "Corvane Health")
    window.context.write(records.update, desk, "account", account, {"name": "Corvane Group"})
    windows.settle(window)
    backup = settings.backups(desk)[0]
    with qtbot.waitSignal(window.ready, timeout=20_000):
        window.restore_backup(backup.path)
    windows.settle(window)
    assert accounts.row(window.context.desk, account).name == "Corvane Health"
    assert any(one.reason == "restore" for one in settings.backups(window.context.desk))


def test_the_book_is_checked(opened: Any, windows: Any) -> None:
    window, section = opened
    page = section("book")
    next(one for one in page.findChildren(Button) if one.text() == "Check the book").click()
    windows.settle(window)
    view = page._made["book"]
    assert view._report.isVisible()  # type: ignore[attr-defined]
    assert "sound" in view._report.accessibleName()  # type: ignore[attr-defined]


def test_the_bin_gives_back_and_is_emptied(opened: Any, windows: Any, qtbot: Any) -> None:
    window, section = opened
    desk = window.context.desk
    for name in ("Corvane Health", "Bramhall Foods"):
        window.context.write(waste.delete, desk, "account", accounts.find(desk, name))
    windows.settle(window)
    page = section("book")
    table = page.findChildren(TableView)[-1]
    assert table.rows().row_count() == 2
    table.rows().toggle(0)
    next(one for one in page.findChildren(Button) if one.text() == "Restore 1").click()
    windows.settle(window)
    qtbot.waitUntil(lambda: table.rows().row_count() == 1)
    next(one for one in page.findChildren(Button) if one.text() == "Empty the bin").click()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())
    next(one for one in dialog.findChildren(Button) if one.text() == "Empty the bin").click()
    windows.settle(window)
    qtbot.waitUntil(lambda: table.rows().row_count() == 0)
    assert waste.bin(desk) == ()
