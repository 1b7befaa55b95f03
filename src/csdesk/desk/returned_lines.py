"""The words outside the fields of a returned copy: which lines are new, which are others, which are gone."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from csdesk.documents.docx_read import Copy, print_of, shown


def changed_lines(copy: Copy, now: Copy) -> Iterator[tuple[str, str, int]]:
    """(before, after, number of the control before it) of each line that is not as it was when the copy was made.

    Without prints in the copy, the lines of a copy made now take their place. What a line said before is known only
    where the document still says it; a line that is gone and can no longer be named is passed over.
    """
    known = {print_of(one.text): shown(one.text) for one in now.lines}
    old = list(copy.prints.lines) if copy.prints is not None else [print_of(one.text) for one in now.lines]
    new = [print_of(one.text) for one in copy.lines]
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        before = [known.get(one, "") for one in old[first:last]]
        after = copy.lines[start:end]
        for number in range(max(len(before), len(after))):
            was = before[number] if number < len(before) else ""
            line = after[number] if number < len(after) else None
            here = shown(line.text) if line is not None else ""
            if was or here:
                place = line.after if line is not None else (copy.lines[start - 1].after if start else -1)
                yield was, here, place
