"""A mail as a draft file: plain text and HTML of the same words, opened by the mail program as unsent.

Only the standard library's mail package, whose headers refuse line ends; every text is cleaned before it gets there.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import Final

from csdesk.documents.ics import Person
from csdesk.documents.palette import INK, MUTED, RULE, TEXT, palette
from csdesk.values.text import clean, safe_file_name

_LONGEST_SUBJECT: Final = 200
_LINK: Final = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_TYPES: Final = {
    "pdf": ("application", "pdf"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pptx": ("application", "vnd.openxmlformats-officedocument.presentationml.presentation"),
    "ics": ("text", "calendar"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list under a heading, which may be empty."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table under a heading: heads, and rows of as many cells."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Part = Words | Bullets | Grid


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with the mail; its ending tells its type."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that somebody will read over and send. `closing` is the greeting, the signature under it."""

    subject: str
    sender: Person
    to: tuple[Person, ...]
    stamp: datetime
    copies: tuple[Person, ...] = ()
    parts: tuple[Part, ...] = ()
    closing: tuple[str, ...] = ()
    colour: str = ""
    """The letterhead's colour, for headings."""
    attachments: tuple[Attachment, ...] = field(default=())
    language: str = "en"


def write_eml(mail: Mail) -> bytes:
    """The draft as a .eml file (RFC 5322). People without a usable address are left out of the headers.

    The same mail always gives the same bytes.
    """
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Subject"] = _header(mail.subject)[:_LONGEST_SUBJECT]
    message["Date"] = mail.stamp
    if addresses := _addresses((mail.sender,)):
        message["From"] = addresses
    if addresses := _addresses(mail.to):
        message["To"] = addresses
    if addresses := _addresses(mail.copies):
        message["Cc"] = addresses
    message.set_content(plain_text(mail), charset="utf-8", cte="quoted-printable")
    message.add_alternative(html_text(mail), subtype="html", charset="utf-8", cte="quoted-printable")
    for attachment in mail.attachments:
        name = safe_file_name(attachment.name, "attachment")
        main, sub = _TYPES.get(name.rpartition(".")[2].casefold(), ("application", "octet-stream"))
        if main == "text":
            message.add_attachment(
                attachment.data.decode("utf-8"), subtype=sub, filename=name, charset="utf-8", cte="base64"
            )
        else:
            message.add_attachment(attachment.data, maintype=main, subtype=sub, filename=name)
    _name_boundaries(message, mail)
    return bytes(message)


def plain_text(mail: Mail) -> str:
    """The mail as plain text."""
    lines: list[str] = []
    for part in mail.parts:
        match part:
            case Words():
                lines += [clean(part.text).strip(), ""]
            case Bullets():
                lines += [f"{clean(part.title).strip()}"] if part.title else []
                lines += [f"- {_indented(item)}" for item in part.items]
                lines.append("")
            case Grid():
                lines += [clean(part.title).strip()] if part.title else []
                for row in part.rows:
                    told = [f"{head}: {_header(cell)}" for head, cell in zip(part.heads[1:], row[1:], strict=True)
                            if cell.strip()]  # fmt: skip
                    lines.append(f"- {_header(row[0])}" + (f" ({'; '.join(told)})" if told else ""))
                lines.append("")
    lines += [clean(text).strip() for text in mail.closing]
    return "\n".join(lines).strip() + "\n"


def html_text(mail: Mail) -> str:
    """The same as HTML. Every text is escaped; only addresses of the web become links."""
    look = palette(mail.colour)
    body: list[str] = []
    font = "font-family:Calibri,Carlito,'Segoe UI',Arial,sans-serif"
    head = f"font-size:15px;font-weight:bold;color:{look.accent};margin:20px 0 6px"
    for part in mail.parts:
        match part:
            case Words():
                for text in re.split(r"\n\s*\n", clean(part.text).strip()):
                    body.append(f'<p style="margin:0 0 12px">{_linked(text)}</p>')
            case Bullets():
                if part.title:
                    body.append(f'<h2 style="{head}">{_escaped(part.title)}</h2>')
                items = "".join(f'<li style="margin:0 0 4px">{_linked(item)}</li>' for item in part.items)
                body.append(f'<ul style="margin:0 0 12px;padding-left:20px">{items}</ul>')
            case Grid():
                if part.title:
                    body.append(f'<h2 style="{head}">{_escaped(part.title)}</h2>')
                body.append(_table(part))
    closing = "<br>".join(_linked(text) for text in mail.closing)
    body.append(f'<p style="margin:20px 0 0">{closing}</p>')
    return (
        f'<!DOCTYPE html><html lang="{_escaped(mail.language)}"><head><meta charset="utf-8">'
        f"<title>{_escaped(_header(mail.subject))}</title></head>"
        f'<body style="{font};font-size:15px;line-height:1.45;color:{TEXT};background:#FFFFFF">{"".join(body)}'
        "</body></html>\n"
    )


def _table(part: Grid) -> str:
    heads = "".join(
        f'<th align="left" style="padding:4px 16px 4px 0;border-bottom:1px solid {INK};font-size:12px;color:{MUTED}">'
        f"{_escaped(one)}</th>"
        for one in part.heads
    )
    rows = ""
    for row in part.rows:
        cells = "".join(
            f'<td valign="top" style="padding:6px 16px 6px 0;border-bottom:1px solid {RULE}'
            f'{";font-weight:bold;color:" + INK if not number else ""}">{_linked(cell) or "–"}</td>'
            for number, cell in enumerate(row)
        )
        rows += f"<tr>{cells}</tr>"
    return (
        f'<table cellspacing="0" cellpadding="0" style="border-collapse:collapse;margin:0 0 12px">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _header(text: str) -> str:
    """`text` on one line: a line end in a header would begin another header."""
    return " ".join(clean(text).split())


def _indented(text: str) -> str:
    return clean(text).strip().replace("\n", "\n  ")


def _escaped(text: str) -> str:
    return html.escape(clean(text))


def _linked(text: str) -> str:
    """`text` for HTML, with line breaks kept and web addresses as links."""
    parts: list[str] = []
    at = 0
    source = clean(text).strip()
    for found in _LINK.finditer(source):
        address = html.escape(found.group())
        parts += [html.escape(source[at : found.start()]), f'<a href="{address}">{address}</a>']
        at = found.end()
    parts.append(html.escape(source[at:]))
    return "".join(parts).replace("\n", "<br>")


def _addresses(people: tuple[Person, ...]) -> tuple[object, ...]:
    from email.errors import MessageError
    from email.headerregistry import Address

    found: list[object] = []
    seen: set[str] = set()
    for person in people:
        address = person.address
        if not address or address.casefold() in seen:
            continue
        seen.add(address.casefold())
        try:
            found.append(Address(_header(person.name), addr_spec=address))
        except (MessageError, ValueError, IndexError):
            # An address that the mail standard does not know; the person is then added by hand.
            continue
    return tuple(found)


def _name_boundaries(message: EmailMessage, mail: Mail) -> None:
    """Boundaries made from the content, where the library would throw dice."""
    seed = sha256(f"{mail.subject}\0{plain_text(mail)}".encode()).hexdigest()
    for number, part in enumerate(one for one in message.walk() if one.is_multipart()):
        part.set_boundary(f"=_csdesk_{number}_{seed[:24]}")
