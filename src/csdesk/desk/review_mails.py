"""Sending a review's papers ahead: the draft of the mail with the customer's copy, and noting that it went out.

A paper can be sent once its version is sealed. What was sent is a touch in the timeline, which ticks the item of the
checklist that asks for it.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.desk import document_files, document_forms, documents, invitations, records, whole_file
from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid
from csdesk.desk.evidence import Evidence
from csdesk.desk.messages import say, wording
from csdesk.desk.review_papers import sent_word
from csdesk.documents.eml import Attachment, Mail, Words, write_eml
from csdesk.values.days import WEEKDAYS, format_date
from csdesk.values.text import safe_file_name

if TYPE_CHECKING:
    from csdesk.desk.core import Desk


def paper_sent(desk: Desk, review_id: int, form_id: str, on: date | None = None) -> Changed:
    """Note in the timeline that the agenda or the briefing went out by e-mail, which ticks that item."""
    one = records.get(desk, "review", review_id)
    word = _word(form_id)
    guests = [person for _, person in Evidence(desk, _account(one.account_id), one).side(ours=False)]
    values: dict[str, Any] = {
        "type": "email",
        "date": on or desk.clock.today(),
        "summary": f"{word.capitalize()} for {one.title}",
        "contact": guests[0].id if guests else None,
    }
    return records.create(desk, "touch", values, account_id=one.account_id, name=f"Send the {word} for {one.title}")


def paper_mail(desk: Desk, review_id: int, form_id: str) -> Mail:
    """The mail to those who come from the customer, with their copy of the paper as a PDF."""
    facts, one = invitations.facts_of(desk, review_id)
    word = _word(form_id)
    document = documents.existing(desk, form_id, one.account_id, review_id)
    if document is None:
        raise Invalid("review", f"the {word} is not begun yet")
    name = document_files.file_name(desk, document, "customer", "pdf")
    with tempfile.TemporaryDirectory(prefix="csdesk-mail-") as folder:
        # Exported as any customer's copy is, so that it is searched for what is ours alone.
        data = document_files.export(desk, document, Path(folder) / name, "customer").file.read_bytes()
    words, profile = wording("review-paper")[word], desk.profile
    day = f"{WEEKDAYS[facts.day.weekday()]}, {format_date(facts.day, 'long')}"
    guests = invitations.people_of(facts, ours=False)
    signature = (
        f"{wording('review-summary')['closing']},",
        profile.name,
        ", ".join(text for text in (profile.role, profile.company) if text),
        profile.phone,
    )
    return Mail(
        subject=say(words["subject"], title=one.title or "our meeting", date=format_date(facts.day)),
        sender=invitations.me(desk),
        to=guests,
        stamp=desk.clock.now(),
        parts=(Words(invitations.greeting(guests)), Words(say(words["body"], day=day))),
        closing=tuple(text for text in signature if text.strip(", ")),
        colour=profile.colour,
        attachments=(Attachment(name, data),),
    )


def export_paper_mail(desk: Desk, review_id: int, form_id: str, to: Path) -> invitations.Written:
    """Write the draft as .eml; DeskError, with no file left behind, when something internal was found in it."""
    invitations.check_ending(to, ".eml", "a mail")
    mail = paper_mail(desk, review_id, form_id)
    warnings = (
        list(invitations.unreached(mail.to)) if mail.to else ["Nobody of the customer is among the attendees yet."]
    )
    if not mail.sender.address:
        warnings.append("Your own e-mail address is missing in Settings.")
    whole_file.save(to, write_eml(mail))
    return invitations.Written(to, tuple(warnings))


def paper_mail_name(desk: Desk, review_id: int, form_id: str) -> str:
    """A safe name for the draft's file."""
    facts, one = invitations.facts_of(desk, review_id)
    return safe_file_name(f"{facts.name} {one.title} {_word(form_id)} {facts.day.isoformat()}.eml", "mail.eml")


def _word(form_id: str) -> str:
    word = sent_word(document_forms.form(form_id))
    if not word:
        raise Invalid("form", "this document is not sent ahead of a meeting")
    return word


def _account(account_id: int | None) -> int:
    if account_id is None:
        raise Invalid("review", "this meeting belongs to no account")
    return account_id
