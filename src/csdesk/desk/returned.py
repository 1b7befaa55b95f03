"""A Word copy that came back from a customer, against the document: read, shown field by field, taken in as chosen.

What the customer changed is told from what changed in the book since by the prints that the copy carries. What cannot
be matched to an answer (words outside the fields, comments, statuses, rows that are gone) is listed, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.desk import document_files, document_view, document_write
from csdesk.desk import document_state as states
from csdesk.desk.core import Changed
from csdesk.desk.document_mark import Mark, document_of, read_mark
from csdesk.desk.document_model import Audience, FieldPath, FieldView
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.returned_model import Returned, ReturnedAnswer, ReturnedRow, Unmatched, counted
from csdesk.desk.returned_rows import NewRow, take_out
from csdesk.desk.returned_words import Words, words_of
from csdesk.documents.docx.controls import tag_of
from csdesk.documents.docx_read import Control, Copy, NotReadError, plain, print_of, read_docx, with_tags
from csdesk.forms.schema import FormField, Section

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

ORIGIN = "returned copy"
"""What the journal says of answers taken in."""
_LARGEST = 64 * 2**20


def read(desk: Desk, file: Path, document_id: int | None = None) -> Returned:
    """A returned copy against its document, the one named by `document_id` or by the copy itself.

    Invalid with the reason for a file that is no copy of a document of this book, or one of another document.
    """
    copy = _copy(file)
    mark = read_mark(copy.mark)
    document_id = _document(desk, copy, mark, document_id)
    return _Reader(desk, file, copy, mark, document_id).read()


def take(
    desk: Desk,
    returned: Returned,
    paths: Iterable[FieldPath] | None = None,
    rows: Iterable[int] | None = None,
) -> Changed:
    """Write the chosen answers and new rows (by their place in `returned.rows`) into the document as one undo step.

    All of both without `paths` and `rows`; with one of them, only what is named. Invalid when an answer does not fit;
    nothing is written for an answer that the copy does not hold.
    """
    if paths is None and rows is None:
        rows = range(len(returned.rows))
    elif paths is None:
        paths = ()
    made = sorted(set(rows or ()))
    if made and not 0 <= made[0] <= made[-1] < len(returned.rows):
        raise Invalid("row", "the returned copy has no such new row", f"There are {len(returned.rows)}.")
    wanted = None if paths is None else set(paths)
    chosen = [one for one in returned.answers if wanted is None or one.path in wanted]
    unknown = (wanted or set()) - {one.path for one in chosen}
    if unknown:
        raise Invalid(str(min(unknown, key=str)), "the returned copy has no change there")
    if not chosen and not made:
        raise Invalid("", "no answer or row of the returned copy was chosen")
    count = counted(len(chosen), len(made))
    name = f"Take in {count} of a returned {returned.title.casefold()}"
    answers = [(one.path, one.value) for one in chosen]
    added = [(returned.rows[place].section, dict(returned.rows[place].values)) for place in made]
    return document_write.set_values(desk, returned.document_id, answers, name=name, origin=ORIGIN, rows=added)


def _copy(file: Path) -> Copy:
    try:
        if file.stat().st_size > _LARGEST:
            raise Invalid("", f"{file.name} is larger than a document can be")
        return read_docx(file.read_bytes())
    except OSError as error:
        raise Invalid("", f"{file.name} cannot be opened: {error.strerror or error}") from error
    except NotReadError as error:
        raise Invalid("", f"{file.name}: {error.reason}", "Ask for the Word file itself.") from error


def _document(desk: Desk, copy: Copy, mark: Mark | None, named: int | None) -> int:
    """The document that the copy belongs to; Invalid when it is another's than the one named."""
    if mark is None:
        if named is None:
            raise Invalid(
                "",
                "the file does not say which document it is a copy of",
                "Name the form and the account, or take it in from the document in the window.",
            )
        return named
    found = document_of(desk, mark)
    if found is None:
        raise Invalid("", "this is a copy of a document that is not in this book", "Open the book it was made from.")
    if named is not None and found != named:
        other = states.load(desk, found)
        of = f" of {other.account_name}" if other.account_name else ""
        raise Invalid("", f"this is a copy of {other.head.form.title.casefold()}{of}", "Take it in there.")
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """A field of the document, with its section and what its row is called."""

    section: Section
    view: FieldView
    where: str


class _Reader:
    def __init__(self, desk: Desk, file: Path, copy: Copy, mark: Mark | None, document_id: int) -> None:
        self._desk, self._file, self._copy, self._mark = desk, file, copy, mark
        self._loaded = states.load(desk, document_id)
        form = self._loaded.head.form
        usual: Audience = "customer" if form.customer_copy else "internal"
        self._audience: Audience = mark.audience if mark is not None else usual
        self._view = document_view.view(desk, document_id)
        self._places = self._all_places()
        signs = [f"{tag}#{part}" for tag in self._places for part in ("signature", "date")]
        self._copy = with_tags(copy, [*self._places, *signs])
        # What a copy would say now, read in the same way: so that the same answer is always the same text.
        made, _ = document_files.written(document_files.composed(desk, self._loaded, self._audience), "docx")
        self._now = read_docx(made)
        keys = {
            one.section.id: [row.key for row in one.rows]
            for one in self._view.sections
            if one.section.kind in ("rows", "repeat")
        }
        self._copy, self._new = take_out(self._copy, keys)
        self._rows: list[ReturnedRow] = []
        self._answers: list[ReturnedAnswer] = []
        self._unmatched: list[Unmatched] = []

    def _all_places(self) -> dict[str, _Place]:
        found: dict[str, _Place] = {}
        for section in self._view.sections:
            rows = [(section.section.title, section.fields)]
            item = section.section.item or "row"
            for number, row in enumerate(section.rows, 1):
                rows.append((row.title or f"{item.capitalize()} {number}", row.fields))
            for where, fields in rows:
                for one in fields:
                    if self._audience == "internal" or one.field.audience == "customer":
                        found[tag_of(str(one.path))] = _Place(section.section, one, where)
        return found

    def read(self) -> Returned:
        """All of it."""
        if self._mark is None:
            self._recognise()
        for tag, controls in self._copy.by_tag.items():
            if "#" in tag:
                continue
            place = self._places.get(tag)
            if place is None:
                self._unknown(tag, controls)
            else:
                self._field(tag, place, controls)
        for tag in self._copy.by_tag:
            if "#" in tag and tag.partition("#")[0] not in self._copy.by_tag:
                self._signed(tag.partition("#")[0])
        for control in self._copy.controls:
            if not control.tag and control.text and not self._was(control):
                self._unmatched.append(Unmatched("", control.text, "Unknown field", "the document has no such field"))
        for one in self._new:
            self._new_row(one)
        self._rows_gone()
        self._lines()
        for comment in self._copy.comments:
            who = f"Comment of {comment.author}" if comment.author else "Comment"
            self._unmatched.append(Unmatched("", comment.text, who, "a comment at the margin"))
        return Returned(
            self._file,
            self._loaded.head.id,
            self._loaded.head.form.title,
            self._loaded.account_name,
            self._which(),
            tuple(self._answers),
            tuple(self._rows),
            tuple(self._unmatched),
            self._copy.tracked,
            tuple(self._notes()),
        )

    def _recognise(self) -> None:
        """A copy without its mark is known by its fields; Invalid when most of them are not this document's."""
        tags = {tag.partition("#")[0] for tag in self._copy.by_tag}
        known = sum(tag in self._places for tag in tags)
        if not tags or known * 2 < len(tags):
            raise Invalid(
                "",
                f"{self._file.name} is no copy of this document: "
                + ("it has none of its fields" if not known else f"only {known} of its {len(tags)} fields are here"),
                "Take in the Word file that was exported from here.",
            )
        subject, mine = plain(self._copy.subject), plain(self._loaded.account_name)
        if subject and mine and subject != mine:
            raise Invalid("", f"{self._file.name} is the copy of another account, {subject}", "Take it in there.")

    def _which(self) -> str:
        whose = "customer’s copy" if self._audience == "customer" else "internal copy"
        if self._mark is None:
            return whose[0].upper() + whose[1:]
        version = document_files.version_text(self._mark.version, self._mark.sealed)
        return f"{version}, {whose}"

    def _notes(self) -> Iterable[str]:
        first = self._loaded.head
        if self._mark is None:
            yield "The copy does not say which version it is; it was recognised by its fields."
        elif (self._mark.version, self._mark.sealed) != (first.version, first.state == "final"):
            now = document_files.version_text(first.version, first.state == "final")
            yield f"It was made from an earlier state; the document is at {now[0].lower()}{now[1:]} now."
        if self._copy.prints is None:
            yield "What changed in the book after it was made cannot be told from what the customer changed."
        if self._copy.tracked:
            changes = "change was" if self._copy.tracked == 1 else "changes were"
            yield f"{self._copy.tracked} tracked {changes} counted as made."

    # Answers

    def _before(self, tag: str) -> tuple[str, ...]:
        """Prints of what the controls of a tag held when the copy was made."""
        if self._copy.prints is not None:
            return self._copy.prints.controls.get(print_of(tag), ())
        return self._book(tag)

    def _book(self, tag: str) -> tuple[str, ...]:
        return tuple(print_of(one.said) for one in self._now.by_tag.get(tag, ()))

    def _since(self, tag: str) -> bool:
        return self._before(tag) != self._book(tag)

    def _field(self, tag: str, place: _Place, controls: tuple[Control, ...]) -> None:
        """One field of the copy: nothing to do, an answer to offer, or something to list."""
        field = place.view.field
        if field.type == "approval":
            self._signed(tag)
            return
        if tuple(print_of(one.said) for one in controls) == self._before(tag):
            return
        words = words_of(place.section, field, controls, self._before(tag), self._answer(place))
        for text in words.beside:
            self._unmatched.append(Unmatched("", text, self._named(place), "stands beside the answer, not in it"))
        if words.changed:
            self._offer(tag, place, words)

    def _answer(self, place: _Place) -> object:
        return place.view.value

    def _named(self, place: _Place) -> str:
        return f"{place.where}: {place.view.field.label}"

    def _offer(self, tag: str, place: _Place, words: Words) -> None:
        one = place.view
        if words.reason:
            self._unmatched.append(Unmatched(one.text, words.shown, self._named(place), words.reason))
            return
        if one.proved is not None and one.proved.done and words.raw is False:
            why = f"the book itself shows that it is done: {one.proved.why}"
            self._unmatched.append(Unmatched("ticked", "not ticked", self._named(place), why))
            return
        account = self._loaded.head.account_id
        try:
            value = document_write.value_of(self._desk, place.section, one.field, str(one.path), words.raw, account)
        except Invalid as error:
            self._unmatched.append(Unmatched(one.text, words.shown, self._named(place), error.reason))
            return
        if _same(one, value):
            return
        note = ""
        if isinstance(value, str) and one.field.type == "contact":
            known = self._people(one.field)
            note = "" if plain(value).casefold() in known else "A person of that name will be added"
        book = _book_text(one)
        shown = "Ticked" if value is True and place.section.kind == "checklist" else words.shown
        shown = "Not ticked" if value is False and place.section.kind == "checklist" else shown
        self._answers.append(
            ReturnedAnswer(one.path, one.field.label, place.where, book, shown, value, self._since(tag), note)
        )

    def _people(self, field: FormField) -> set[str]:
        from csdesk.desk import people

        found = people.choices(self._desk, self._loaded.head.account_id, field.side)
        return {plain(str(one.values.get("name") or "")).casefold() for one in found}

    def _was(self, control: Control) -> bool:
        """Whether a control without a tag holds what some control of the copy held from the beginning."""
        prints = self._copy.prints
        return prints is not None and any(content == print_of(control.said) for _, content in prints.order)

    def _signed(self, tag: str) -> None:
        """A place to sign: a name typed into it, or a date beside it."""
        place = self._places.get(tag)
        if place is None:
            return
        parts = [tag, f"{tag}#signature", f"{tag}#date"]
        changed = [
            bool(self._copy.by_tag.get(part))
            and tuple(print_of(one.said) for one in self._copy.by_tag[part]) != self._before(part)
            for part in parts
        ]
        if not any(changed):
            return
        words = words_of(
            place.section,
            place.view.field,
            self._copy.by_tag.get(tag, ()),
            self._before(tag),
            self._answer(place),
            signature=self._copy.by_tag.get(parts[1], ()) if changed[1] else (),
            day=self._copy.by_tag.get(parts[2], ()) if changed[2] else (),
            named=changed[0],
        )
        self._offer(tag, place, words)

    # New rows

    def _new_row(self, row: NewRow) -> None:
        """A row to offer; one that cannot be made is listed with the reason."""
        seen = next(one for one in self._view.sections if one.section.id == row.section)
        section = seen.section
        words = ", ".join(one.text for _, controls in row.said for one in controls)
        where = f"{section.title}: a new {section.item or 'row'}"
        fields = {one.id: one for one in section.fields}
        said: list[tuple[str, str]] = []
        values: dict[str, object] = {}
        notes = [f"Not taken: {', '.join(row.beside)}"] if row.beside else []
        for name, controls in row.said:
            one = fields[name]
            read = words_of(section, one, controls, [""] * len(controls), None)
            path = f"{section.id}/{name}"
            try:
                if read.reason:
                    raise Invalid(path, read.reason)
                value = document_write.value_of(self._desk, section, one, path, read.raw, self._loaded.head.account_id)
            except Invalid as error:
                notes.append(f"{one.label} is left empty: {error.reason}")
                continue
            if value is not None:
                said.append((one.label, read.shown))
                values[name] = value
        title = next((text for name, (_, text) in zip(values, said, strict=True) if name == section.item_title), "")
        if section.item_title and not title:
            label = fields[section.item_title].label
            self._unmatched.append(Unmatched("", words, where, f"it does not say its {label.casefold()}"))
            return
        if title and any(plain(one.title).casefold() == plain(title).casefold() for one in seen.rows):
            self._unmatched.append(
                Unmatched("", words, where, f"there is a {section.item or 'row'} of that name already")
            )
            return
        # What the customer wrote is theirs to see again.
        values |= {one.id: True for one in section.fields if one.binding == "share"}
        self._rows.append(
            ReturnedRow(section.id, where, title or words, tuple(said), tuple(values.items()), ". ".join(notes))
        )

    # What cannot be matched

    def _unknown(self, tag: str, controls: Sequence[Control]) -> None:
        """Controls of no field that is here: of a row that is gone, or not from here at all."""
        said = ", ".join(one.text for one in controls if one.text)
        ticked = any(one.checked for one in controls)
        if self._before(tag) and tuple(print_of(one.said) for one in controls) == self._before(tag):
            return
        if not said and not ticked:
            return
        section = next((one for one in self._view.sections if tag.startswith(f"{one.section.id}/")), None)
        where = section.section.title if section is not None else "Unknown field"
        reason = (
            "its row is no longer in the document" if section is not None and self._before(tag)
            else "the document has no such field"
        )  # fmt: skip
        self._unmatched.append(Unmatched("", said or "Ticked", where, reason))

    def _rows_gone(self) -> None:
        """Rows that the copy was made with and that are no longer in it."""
        if self._copy.prints is None:
            return
        present = set(self._copy.by_tag)
        for section in self._view.sections:
            for row in section.rows:
                tags = [tag_of(str(one.path)) for one in row.fields]
                written = [tag for tag in tags if print_of(tag) in self._copy.prints.controls]
                if written and not any(tag in present for tag in written):
                    reason = "the copy no longer has this row; delete it in the document if that is meant"
                    self._unmatched.append(Unmatched(row.title, "", section.section.title, reason))

    def _lines(self) -> None:
        """Words outside the fields that are others than when the copy was made."""
        from csdesk.desk.returned_lines import changed_lines

        for before, after, number in changed_lines(self._copy, self._now):
            tag = self._copy.controls[number].tag if number >= 0 else ""
            place = self._places.get(tag.partition("#")[0])
            where = f"After {self._named(place)}" if place is not None else "At the beginning"
            self._unmatched.append(Unmatched(before, after, where, "stands outside the fields"))


def _same(one: FieldView, value: object) -> bool:
    """Whether a value is what the book says already."""
    if value is None:
        return one.value in (None, "", (), False)
    if one.field.type == "contact" and isinstance(value, str):
        return plain(value).casefold() == plain(one.text).casefold()
    if isinstance(value, str) and isinstance(one.value, str):
        return plain(value) == plain(one.value)
    if isinstance(value, tuple) and isinstance(one.value, tuple) and one.field.type == "list":
        return [plain(str(item)) for item in value] == [plain(str(item)) for item in one.value]
    return value == one.value


def _book_text(one: FieldView) -> str:
    if isinstance(one.value, bool) and one.field.type == "yes-no" and not one.text:
        return "Ticked" if one.value else "Not ticked"
    return one.text


__all__ = ["DeskError", "Returned", "ReturnedAnswer", "ReturnedRow", "Unmatched", "counted", "read", "take"]
