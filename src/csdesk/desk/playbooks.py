"""The playbooks there are: those that ship, and the CSM's own from the data folder; copied, edited, set aside."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csdesk import paths, yamlfile
from csdesk.desk import whole_file
from csdesk.desk.errors import DeskError, Invalid
from csdesk.policy.playbooks_load import load_playbook, node_of, read_playbook
from csdesk.policy.playbooks_model import (
    ANCHORS,
    CHANNELS,
    OWNERS,
    PURPOSES,
    Criterion,
    Phase,
    Playbook,
    Step,
    owners_in_words,
)
from csdesk.policy.playbooks_reader import Fault, Known, PlaybookError
from csdesk.policy.playbooks_write import as_data, has_comments, head_of, to_text

__all__ = [
    "ANCHORS", "CHANNELS", "OWNERS", "PURPOSES", "Criterion", "Draft", "Fault", "Phase", "Playbook", "PlaybookError",
    "Playbooks", "Refused", "Step", "as_data", "check", "copy", "draft", "form_titles", "library", "own_folder",
    "owners_in_words", "playbook", "save", "set_aside",
]  # fmt: skip

_ASIDE = "set aside"


@dataclass(frozen=True, slots=True)
class Refused:
    """A playbook that cannot be used, and why."""

    file: str
    reason: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Playbooks:
    """Every playbook by id, and the files that were left out."""

    playbooks: Mapping[str, Playbook] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()


def own_folder() -> Path:
    """Where the CSM's own playbooks lie."""
    return paths.data_folder() / "playbooks"


_lock = threading.Lock()
_kept: dict[object, Playbooks] = {}


def library() -> Playbooks:
    """The playbooks by title, read again only when a file changed. One at fault is left out and listed."""
    shipped = sorted((paths.resources() / "playbooks").glob("*.yaml"))
    folder = own_folder()
    own = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    known = known_names()
    key = (tuple((str(one), one.stat().st_mtime_ns) for one in (*shipped, *own)), known)
    with _lock:
        if key not in _kept:
            _kept.clear()
            _kept[key] = _read(shipped, own, known)
        return _kept[key]


def playbook(playbook_id: str) -> Playbook:
    """The playbook of that id; Invalid, naming those there are, for any other."""
    known = library().playbooks
    if playbook_id not in known:
        refused = next((one for one in library().refused if Path(one.file).stem == playbook_id), None)
        if refused is not None:
            raise Invalid("playbook", f"the playbook “{playbook_id}” cannot be used: {refused.reason}")
        raise Invalid("playbook", f"there is no playbook “{playbook_id}”", f"There are {', '.join(known)}.")
    return known[playbook_id]


def form_titles() -> tuple[tuple[str, str], ...]:
    """The forms that a step may open, with their titles."""
    from csdesk.desk import document_forms

    forms = document_forms.library().forms.values()
    return tuple((one.id, one.title) for one in sorted(forms, key=lambda form: form.title))


def known_names() -> Known:
    """What a playbook may name: forms, facts, policies."""
    from csdesk.desk import document_forms, run_facts
    from csdesk.policy.load import policies

    return Known(
        forms=frozenset(document_forms.library().forms),
        facts=run_facts.names(),
        rules=run_facts.rules(),
        policies=frozenset(policies()),
    )


def _read(shipped: list[Path], own: list[Path], known: Known) -> Playbooks:
    found: dict[str, Playbook] = {}
    refused: list[Refused] = []
    for path, mine in (*((one, False) for one in shipped), *((one, True) for one in own)):
        try:
            one = load_playbook(path, known, own=mine)
        except PlaybookError as error:
            # An own file at fault leaves the playbook that ships in use.
            refused.append(Refused(str(path), str(error), error.faults))
            continue
        found[one.id] = one
    return Playbooks(dict(sorted(found.items(), key=lambda item: item[1].title.casefold())), tuple(refused))


# Own playbooks


@dataclass(frozen=True, slots=True)
class Draft:
    """An own playbook as it is edited: plain data in the schema of the file, and where it is kept."""

    file: Path
    data: dict[str, Any]
    comments: bool = False
    """Whether saving would lose comments that stand between the lines."""


def copy(playbook_id: str, new_id: str = "", title: str = "") -> Path:
    """Copy a playbook into the CSM's own folder; the file. Invalid when there is one of that name.

    Under its own id the copy takes the place of the one that ships; under another it stands beside it.
    """
    source = playbook(playbook_id)
    name = new_id or source.id
    target = own_folder() / f"{name}.yaml"
    if target.exists():
        raise Invalid("playbook", f"there is a playbook {target.name} already", "Change that one, or take another id.")
    data = as_data(source) | {"playbook": name}
    if title:
        data["title"] = title
    read_again(data, name)
    head = f"# My own copy of “{source.title}”. Settings, Playbooks says what is wrong when it cannot be used."
    _write(target, to_text(data, head))
    return target


def draft(file: Path) -> Draft:
    """An own file to be edited, also one that is refused as long as it is YAML with keys."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        data = yamlfile.loads(text, str(file)).plain()
    except (OSError, UnicodeDecodeError, yamlfile.YamlError) as error:
        raise DeskError(
            f"{file.name} cannot be opened here: {error}.", "It is as it was.", "Mend it with a text editor."
        ) from error
    if not isinstance(data, dict):
        raise DeskError(f"{file.name} is no playbook: it has no keys.", "It is as it was.", "Mend it by hand.")
    return Draft(file, data, has_comments(text))


def check(data: Mapping[str, Any], stem: str = "") -> tuple[Fault, ...]:
    """Everything that is wrong with edited data, each with its place; nothing when it can be used."""
    try:
        read_playbook(node_of(dict(data), f"{stem}.yaml"), known_names(), stem=stem)
    except PlaybookError as error:
        return error.faults
    return ()


def read_again(data: Mapping[str, Any], stem: str) -> Playbook:
    """The playbook that edited data states; Invalid with the first fault otherwise."""
    try:
        return read_playbook(node_of(dict(data), f"{stem}.yaml"), known_names(), stem=stem, own=True)
    except PlaybookError as error:
        first = error.faults[0]
        raise Invalid("/".join(map(str, first.place)), first.reason, "Nothing was written.") from error


def save(one: Draft) -> Playbook:
    """Write an edited playbook to its file; Invalid, with the file as it was, when it cannot be used.

    The comments at the top of the file stay; those between the lines do not.
    """
    found = read_again(one.data, one.file.stem)
    head = ""
    if one.file.exists():
        head = head_of(one.file.read_text(encoding="utf-8-sig", errors="replace"))
    _write(one.file, to_text(dict(one.data), head))
    return found


def set_aside(playbook_id: str) -> Path:
    """Move an own playbook to the folder “set aside”, so that it is not used any more; where it is now.

    It is never deleted, and runs that began with it go on.
    """
    folder = own_folder()
    file = folder / f"{playbook_id}.yaml"
    if not file.is_file():
        raise Invalid("playbook", f"there is no own playbook “{playbook_id}”")
    target = folder / _ASIDE / file.name
    number = 2
    while target.exists():
        target = target.with_name(f"{file.stem} ({number}).yaml")
        number += 1
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        file.rename(target)
    except OSError as error:
        raise _failed(file, error) from error
    return target


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _failed(target, error) from error
    whole_file.save(target, text.encode(), "The playbooks are as they were.")


def _failed(file: Path, error: OSError) -> DeskError:
    return DeskError(
        f"{file.name} could not be written: {error.strerror or error}.",
        "The playbooks are as they were.",
        "Look at the rights of the folder of playbooks.",
    )
