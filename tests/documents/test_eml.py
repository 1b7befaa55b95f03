"""Mail drafts: what a mail program reads out of them, and that no text becomes a header or markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.documents.eml import Attachment, Bullets, Grid, Mail, Words, html_text, plain_text, write_eml
from csdesk.documents.ics import Person

MAIL = Mail(
    subject="QBR, 2 Dec 2026: what we agreed",
    sender=Person("Elin Aubrey", "elin@ostrella.example"),
    to=(Person("Dana Whitlow", "dana@morvelle.example"), Person("Nobody")),
    stamp=datetime(2026, 11, 23, 9, tzinfo=UTC),
    copies=(Person("Jonas Adeyemi", "jonas@ostrella.example"),),
    parts=(
        Words("Dear Dana,\n\nthank you."),
        Bullets("What we decided", ("Clear the backlog", "See https://meet.example/a?b=1&c=2.")),
        Grid("Who does what", ("Action", "Owner", "By"), (("Name approvers", "Luis", "1 Dec"), ("Send list", "", ""))),
    ),
    closing=("Kind regards,", "Elin Aubrey"),
)


def read(mail: Mail) -> EmailMessage:
    found = message_from_bytes(write_eml(mail), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def text(mail: Mail, kind: str) -> str:
    body = read(mail).get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_it_opens_as_a_draft_to_the_right_people() -> None:
    found = read(MAIL)
    assert found["X-Unsent"] == "1"
    assert (
        found["To"] == "Dana Whitlow <dana@morvelle.example>"
        and found["Cc"] == "Jonas Adeyemi <jonas@ostrella.example>"
    )
    assert found["From"] == "Elin Aubrey <elin@ostrella.example>" and found["Subject"] == MAIL.subject
    assert found["Bcc"] is None and not found.defects


def test_both_faces_say_the_same() -> None:
    plain, html = text(MAIL, "plain").replace("\r\n", "\n"), text(MAIL, "html")
    for words in (
        "thank you",
        "What we decided",
        "Clear the backlog",
        "Name approvers",
        "Luis",
        "1 Dec",
        "Kind regards",
    ):
        assert words in plain and words in html
    assert "- Name approvers (Owner: Luis; By: 1 Dec)" in plain and "- Send list\n" in plain
    assert '<a href="https://meet.example/a?b=1&amp;c=2">' in html


def test_attachments_have_their_type_and_a_safe_name() -> None:
    made = replace(
        MAIL,
        attachments=(
            Attachment("../../etc/plan.pdf", b"%PDF-"), Attachment("invite.ics", b"BEGIN:VCALENDAR\r\n"),
            Attachment("slides.pptx", b"PK"), Attachment('a"\r\nX-Evil: 1.bin', b"\x00\x01"),
        ),
    )  # fmt: skip
    found = list(read(made).iter_attachments())
    assert [one.get_content_type() for one in found] == [
        "application/pdf", "text/calendar", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/octet-stream",
    ]  # fmt: skip
    assert all(sign not in str(one.get_filename()) for one in found for sign in ("/", "\r", "\n"))
    assert found[0].get_content() == b"%PDF-" and read(made)["X-Evil"] is None


@pytest.mark.parametrize(
    "bad", ["a\r\nBcc: evil@x.example", "a\nBcc: evil@x.example", "a\rBcc: evil@x.example", "\x00\x0b"]
)
def test_a_line_end_begins_no_header(bad: str) -> None:
    found = read(
        replace(MAIL, subject=bad, sender=Person(bad, "a@b.example"), to=(Person(bad, "c@d.example"), Person("x", bad)))
    )
    assert found["Bcc"] is None
    assert [one.addr_spec for one in found["To"].addresses] == ["c@d.example"]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]
        assert all((value or "").startswith("http") for name, value in attrs if name == "href")


@given(
    st.text(max_size=200)
    | st.sampled_from(["<script>alert(1)</script>", "<img onerror=x>", "https://a.example/\"onclick='x"])
)
def test_no_text_becomes_markup_or_header(words: str) -> None:
    made = Mail(
        words, Person(words, "a@b.example"), (Person(words, "c@d.example"),), MAIL.stamp,
        parts=(Words(words), Bullets(words, (words,)), Grid(words, (words, words), ((words, words),))),
        closing=(words,),
    )  # fmt: skip
    tags = _Tags()
    tags.feed(html_text(made))
    assert tags.seen <= {"html", "head", "meta", "title", "body", "p", "br", "h2", "ul", "li", "a", "table", "thead",
                         "tbody", "tr", "th", "td"}  # fmt: skip
    found = read(made)
    assert set(found.keys()) <= {"X-Unsent", "Subject", "Date", "From", "To", "MIME-Version", "Content-Type"}
    assert plain_text(made).endswith("\n")


def test_the_same_mail_gives_the_same_bytes() -> None:
    assert write_eml(MAIL) == write_eml(MAIL)
