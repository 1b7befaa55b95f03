"""From a YAML file to a Form, or to the list of everything that is wrong with the file.

The key set is closed, and so are types, bindings and words: whatever is not known is a mistake, named with file, line
and column and, where it can be guessed, with what was meant. All mistakes of a file are reported at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast

from csdesk import yamlfile
from csdesk.forms.binding import Bindings
from csdesk.forms.errors import Fault, FormError, near
from csdesk.forms.load_field import PRINTED, Surroundings, read_field
from csdesk.forms.load_paper import read_paper
from csdesk.forms.load_review import read_days, read_group, read_talk_time
from csdesk.forms.load_work import check_work, read_checks, read_source, read_then
from csdesk.forms.reader import Reader
from csdesk.forms.schema import REVIEW_RECORDS, Form, FormField, Section, SectionKind
from csdesk.values.expression import Expression
from csdesk.yamlfile import Node, YamlError

FORM_KEYS: Final = frozenset(
    ("form", "title", "about", "subject", "audience", "source", "customer_copy", "review_every_months", "subtitle",
     "sections", "issue", "reviews", "then", "print_title")
)  # fmt: skip
SECTION_KEYS: Final = frozenset(
    ("section", "title", "help", "guide", "rows", "repeat", "checklist", "item", "item_title", "at_least",
     "starts_with", "where", "customer_if", "show_if", "audience", "paper", "fields", "minutes", "talk_time", "letter",
     "capture", "due", "due_hours", "opens", "source", "checks")
)  # fmt: skip
FORMATS: Final = ("docx", "pdf")
SLIDES: Final = "pptx"
"""Only for a form that says so: an agenda, whose review has slides."""
FILE_NAMES: Final = ("account", "title", "date", "version", "company", "person", "review_date")
STATE_NAMES: Final = frozenset(("account", "account_short", "company", "person", "today"))
"""What every state names, whatever the desk adds to it."""
_KINDS: Final = ("rows", "repeat", "checklist")


@dataclass(frozen=True, slots=True)
class FormLibrary:
    """The forms of several folders, and the files that could not be used."""

    forms: dict[str, Form] = field(default_factory=dict)
    refused: tuple[FormError, ...] = ()


def load_form(path: Path, known: Bindings) -> Form:
    """The form in a file; FormError with every mistake of it."""
    try:
        node = yamlfile.load(path)
    except YamlError as error:
        raise FormError([Fault(error.file, error.line, error.column, error.reason)]) from error
    return read_form(node, known)


def load_forms(folders: Iterable[Path], known: Bindings) -> FormLibrary:
    """Every form of the folders by id. A form of a later folder takes the place of an earlier one of the same id.

    A file that cannot be used is left out and listed; the one it would have replaced stays.
    """
    forms: dict[str, Form] = {}
    refused: list[FormError] = []
    for folder in folders:
        mine: dict[str, Form] = {}
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
            try:
                form = load_form(path, known)
            except FormError as error:
                refused.append(error)
                continue
            if form.id in mine:
                other = Path(mine[form.id].origin).name
                refused.append(FormError([Fault(str(path), 1, 1, f"the form “{form.id}” is already in {other}")]))
                continue
            mine[form.id] = form
        forms |= mine
    return FormLibrary(forms, tuple(refused))


def read_form(node: Node, known: Bindings) -> Form:
    """The form that a parsed file describes; FormError with every mistake of it."""
    reader = Reader()
    form = _FormReader(reader, known).form(node)
    if reader.faults or form is None:
        raise FormError(reader.faults or [Fault(node.file, node.line, node.column, "this is no form")])
    return form


@dataclass(slots=True)
class _Open:
    """A section with what can be checked only when all sections are known."""

    section: Section
    node: Node
    paper: Node | None
    conditions: list[tuple[Node, Expression]]
    where: tuple[Node, Expression] | None
    record: frozenset[str]


class _FormReader:
    def __init__(self, reader: Reader, known: Bindings) -> None:
        self.read = reader
        self.known = known
        self.account = True
        self.review = False
        self.audience = ""

    def form(self, node: Node) -> Form | None:
        read = self.read
        values = read.keys(node, "a form", FORM_KEYS)
        if not values:
            return None
        id = read.id(values, "form", node, "the form")
        for key in ("title", "about", "sections"):
            if key not in values:
                read.fault(node, f"the form has no “{key}”")
        subject = read.word(values, "subject", ("account", "review", "none"), "account")
        self.account = subject != "none"
        self.review = subject == "review"
        self.audience = self._default_audience(values)
        formats, file_name, pages = self._issue(values)
        read.places(values, "subtitle", PRINTED)
        opened: list[_Open] = []
        for item in read.items(values, "sections"):
            one = self.section(item)
            if one and any(one.section.id == other.section.id for other in opened):
                read.fault(item, f"the section “{one.section.id}” is given twice", key="section")
            elif one:
                opened.append(one)
        if "sections" in values and not opened and not read.faults:
            read.fault(values["sections"], "a form needs a section")
        then, conditions = read_then(read, values, self.known.actions)
        self._check(opened, conditions)
        check_work(read, [(one.section, one.node) for one in opened])
        return Form(
            id=id,
            title=read.text(values, "title"),
            print_title=read.text(values, "print_title"),
            about=read.text(values, "about"),
            subject=cast(Literal["account", "review", "none"], subject),
            sections=tuple(one.section for one in opened),
            formats=formats,
            file_name=file_name,
            subtitle=read.text(values, "subtitle"),
            source=read.text(values, "source"),
            customer_copy=read.flag(values, "customer_copy", True),
            reviews=self._reviews(values),
            review_every_months=read.number(values, "review_every_months", 0, 0, 60),
            then=then,
            pages=pages,
            origin=node.file,
        )

    def _reviews(self, values: dict[str, Node]) -> tuple[str, ...]:
        """The types of meeting a form is for, as the book knows them."""
        if "reviews" in values and not self.review:
            self.read.fault(values["reviews"], "“reviews” says for which meetings; write subject: review")
            return ()
        bound = self.known.subjects.get("review", {}).get("type")
        types = {option.id for option in bound.options} if bound else set()
        chosen = self.read.named(values, "reviews")
        for node, word in chosen:
            if word not in types:
                self.read.fault(node, f"there is no type of meeting “{word}”", near(word, types))
        return tuple(word for _, word in chosen)

    def _default_audience(self, values: dict[str, Node]) -> str:
        """Only internal can be said for many fields at once: what a customer sees is said field by field."""
        if "audience" in values and values["audience"].value == "customer":
            hint = "Say audience: customer at each field that the customer may see"
            self.read.fault(values["audience"], "customer cannot be said for many fields at once", hint)
            return ""
        return self.read.word(values, "audience", ("internal",))

    def _issue(self, values: dict[str, Node]) -> tuple[tuple[str, ...], str, int]:
        read = self.read
        formats: tuple[str, ...] = FORMATS
        name = "{account} {title} {date}" if self.account else "{title} {date}"
        if "issue" not in values:
            return formats, name, 0
        issue = read.keys(values["issue"], "issue", ("formats", "name", "pages"))
        read.places(issue, "name", FILE_NAMES)
        if "formats" in issue:
            chosen: list[str] = []
            for node, word in read.named(issue, "formats"):
                if word not in (*FORMATS, SLIDES):
                    read.fault(node, f"there is no format “{word}”", near(word, (*FORMATS, SLIDES)))
                elif word in chosen:
                    read.fault(node, f"the format “{word}” is given twice")
                else:
                    chosen.append(word)
            formats = tuple(chosen)
        return formats, read.text(issue, "name", name), read.number(issue, "pages", 0, 1, 20)

    # sections

    def section(self, node: Node) -> _Open | None:
        read = self.read
        values = read.keys(node, "a section", SECTION_KEYS)
        if not values:
            return None
        id = read.id(values, "section", node, "the section")
        title = read.text(values, "title")
        if "title" not in values:
            read.fault(node, "the section has no title")
        kind, source, around = self._kind(node, values)
        around.audience = self._default_audience(values) or self.audience
        fields = self._fields(node, values, around)
        if kind not in ("rows", "repeat"):
            for key in ("item", "item_title", "at_least", "starts_with", "where", "customer_if"):
                if key in values:
                    read.fault(node, f"“{key}” is for rows and repeat", key=key)
        elif "item" not in values:
            read.fault(node, "the section does not say what one row is called", "Add item: goal, or the like")
        names = {one.id: one for one in fields}
        item_title = read.text(values, "item_title")
        if item_title and item_title not in names:
            read.fault(values["item_title"], f"the section has no field “{item_title}”", near(item_title, names))
        starts = read.texts(values, "starts_with")
        if starts and not item_title:
            read.fault(values["starts_with"], "“starts_with” needs item_title, the field these texts go into")
        where = read.condition(values, "where")
        if where and not source:
            read.fault(values["where"], "“where” chooses among records; these rows are the document's own")
        customer_if, show_if = read.condition(values, "customer_if"), read.condition(values, "show_if")
        around.conditions += [found for found in (customer_if, show_if) if found]
        if not id:
            return None
        section = Section(
            id=id,
            title=title,
            kind=kind,
            fields=fields,
            about=read.text(values, "help"),
            guide=read.text(values, "guide"),
            records=source,
            item=read.text(values, "item"),
            item_title=item_title,
            at_least=read.number(values, "at_least", 0, 0, 20),
            starts_with=starts,
            where=where[1].text if where else "",
            customer_if=customer_if[1] if customer_if else None,
            show_if=show_if[1] if show_if else None,
            source=self._source(values, kind, source),
            paper=read_paper(read, values, kind, names),
            minutes=self._minutes(node, values, kind),
            talk_time=read_talk_time(read, values),
            letter=read.text(values, "letter"),
            checks=read_checks(read, values, kind, names, around),
            opens=around.opens,
        )
        record = frozenset(around.records or ())
        return _Open(section, node, values.get("paper"), around.conditions, where, record)

    def _kind(self, node: Node, values: dict[str, Node]) -> tuple[SectionKind, str, Surroundings]:
        given = [key for key in _KINDS if key in values]
        for key in given[1:]:
            self.read.fault(node, f"a section cannot be both {given[0]} and {key}", key=key)
        kind = given[0] if given else "fields"
        around = Surroundings(kind, self.known, account=self.account, review=self.review)
        around.capture = self.read.flag(values, "capture", False)
        read_days(self.read, node, values, around)
        if kind == "fields":
            return kind, "", around
        source = self.read.text(values, kind)
        if kind == "checklist" and source and source != "own":
            self.read.fault(values[kind], "a checklist is the document's own", "Write checklist: own")
        if kind == "checklist" or source == "own" or not source:
            return kind, "", around
        every = {"own"} | {f"{'review' if name in REVIEW_RECORDS else 'account'}.{name}" for name in self.known.records}
        if source not in every:
            self.read.fault(values[kind], f"there are no records “{source}”", near(source, every))
            # The fields are still read, leniently, so that their own mistakes show in the same go.
            around.records = None
            return kind, "", around
        if not self.account:
            self.read.fault(values[kind], "this form is about no account, so it has no records of one")
        elif source.startswith("review.") and not self.review:
            self.read.fault(values[kind], "this form is about no review, so it has no records of one")
        name = source.partition(".")[2]
        around.records = self.known.records[name]
        return kind, name, around

    def _minutes(self, node: Node, values: dict[str, Node], kind: SectionKind) -> int:
        """How long a part of a meeting takes; only plain fields make one, and the others need it."""
        minutes = self.read.number(values, "minutes", 0, 1, 480)
        if kind != "fields" and "minutes" in values:
            self.read.fault(node, "only a section of plain fields can be a part of the meeting", key="minutes")
        for key in ("talk_time", "letter"):
            if key in values and "minutes" not in values:
                self.read.fault(node, f"“{key}” is for a part of the meeting; say its minutes", key=key)
        return minutes

    def _source(self, values: dict[str, Node], kind: SectionKind, records: str) -> str:
        """Where the first rows come from, for rows of the document's own."""
        if "source" in values and (kind not in ("rows", "repeat") or records):
            self.read.fault(values["source"], "“source” gives first rows; this section has no rows of its own")
            return ""
        return read_source(self.read, values, self.known.sources, rows=True)

    def _fields(self, node: Node, values: dict[str, Node], around: Surroundings) -> tuple[FormField, ...]:
        if "fields" not in values:
            self.read.fault(node, "the section has no fields")
            return ()
        fields: list[FormField] = []
        bound: dict[str, str] = {}
        for item in self.read.items(values, "fields"):
            if around.kind == "checklist" and read_group(self.read, item, around):
                continue
            one = read_field(self.read, item, around)
            if one is None:
                continue
            if any(one.id == other.id for other in fields):
                self.read.fault(item, f"the field “{one.id}” is given twice", key="id")
            elif one.binding and one.binding in bound:
                self.read.fault(item, f"“{one.binding}” is shown already, by “{bound[one.binding]}”", key="from")
            else:
                fields.append(one)
                if one.binding:
                    bound[one.binding] = one.id
        if not fields and isinstance(values["fields"].value, tuple) and not values["fields"].value:
            self.read.fault(values["fields"], "the section has no fields")
        return tuple(fields)

    # across sections

    def _check(self, opened: list[_Open], then: list[tuple[Node, Expression]]) -> None:
        """What needs all sections: names in conditions, and sections beside one another."""
        ids = {one.section.id for one in opened}
        plain = {f"{one.section.id}.{column.id}" for one in opened for column in one.section.fields}
        for place, expression in then:
            self._names(place, expression, plain | self.known.names | STATE_NAMES)
        for one in opened:
            own = {column.id for column in one.section.fields}
            for place, expression in one.conditions:
                self._names(place, expression, own | plain | self.known.names | STATE_NAMES)
            if one.where:
                self._names(*one.where, one.record | self.known.names | STATE_NAMES)
            inside = one.section.paper.inside
            timed = {other.section.id for other in opened if other.section.minutes}
            if inside and one.paper is not None and (inside not in timed or one.section.minutes):
                reason = f"there is no timed section “{inside}” to stand in"
                self.read.fault(one.paper, reason, near(inside, timed), "inside")
            beside = one.section.paper.beside
            if beside and one.paper is not None and (beside not in ids or beside == one.section.id):
                reason = f"there is no other section “{beside}”"
                self.read.fault(one.paper, reason, near(beside, ids - {one.section.id}), "beside")

    def _names(self, place: Node, expression: Expression, known: Iterable[str]) -> None:
        names = set(known)
        for name in sorted(expression.names - names):
            self.read.fault(place, f"nothing here is called “{name}”", near(name, names))
