"""A whole success plan by hand, with invented companies: what the writers set in tests and what is looked at by eye."""

# ruff: noqa: E501 (texts as they are printed)
from __future__ import annotations

from dataclasses import replace
from datetime import date

from csdesk.documents.model import (
    Block,
    Callout,
    Callouts,
    Card,
    Cards,
    Cell,
    Check,
    Checklist,
    Chip,
    Column,
    Document,
    Heading,
    ItemList,
    KeyValue,
    KeyValues,
    Letterhead,
    Level,
    Meter,
    Paragraph,
    Run,
    SideBySide,
    Signature,
    Signatures,
    Table,
    Tone,
)

LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 124 30" width="124" height="30">
<rect width="30" height="30" rx="1" fill="#27408B"/>
<path d="M8 7h4v6.2L18.4 7h5.4l-7 6.9L24 23h-5.2l-4.9-6.3L12 18.6V23H8z" fill="#ffffff"/>
<circle cx="52" cy="15" r="9" fill="none" stroke="#161B26" stroke-width="3"/>
<polygon points="70,24 78,6 86,24" fill="#161B26"/><ellipse cx="106" cy="15" rx="14" ry="6" style="fill:#161B26;opacity:.5"/>
</svg>"""

LETTERHEAD = Letterhead(
    company="Kelvara",
    person="Maya Lindqvist",
    email="maya.lindqvist@kelvara.example",
    phone="+46 8 555 010 42",
    logo=LOGO,
    colour="#27408B",
)


def _r(text: str, source: str = "", style: str = "") -> Run:
    return Run(text, source or f"sample//{text[:8]}", style)  # type: ignore[arg-type]


def _cell(*lines: str | Chip | Level) -> Cell:
    made = [
        _r(line, style="muted" if number else "") if isinstance(line, str) else line
        for number, line in enumerate(lines)
    ]
    return Cell(tuple(made))


def _facts(*pairs: tuple[str, str]) -> tuple[KeyValue, ...]:
    return tuple(KeyValue(label, _r(value)) for label, value in pairs)


def goal(number: int, title: str, text: str, chip: Chip, meter: Meter, *facts: tuple[str, str], note: str = "") -> Card:
    notes = (Callout("Note on this goal", _r(note), internal=True, strong=False),) if note else ()
    return Card(str(number), _r(title), _r(text), chip, meter, _facts(*facts), notes)


def _goals(*, internal: bool) -> tuple[Card, ...]:
    note = (
        "Nine in ten open disputes sit in three plants. If Odense and Aalborg do not name approvers by "
        "27\u00a0November, raise it with Ingrid Halvorsen on 2\u00a0December."
    )
    return (
        goal(
            1,
            "Close the month in five working days",
            "Group finance reports to the board a week earlier and frees time for planning.",
            Chip("On track", "green", "goals/1/status"),
            Meter(0.667, "9.5 days at the start", "6.5 days in October", "5.0 days by 31 Dec 2026"),
            ("Measured by", "Working days from period end to signed ledger"),
            ("Target date", "31 December 2026"),
            ("Owner at Halden", "Priya Raman"),
            ("Owner at Kelvara", "Maya Lindqvist"),
        ),
        goal(
            2,
            "Post three invoices in four untouched",
            "Buyers and clerks stop re-keying; late-payment fees fall with it.",
            Chip("On track", "green", "goals/2/status"),
            Meter(0.62, "38% at the start", "61% in October", "75% by 31 Mar 2027"),
            ("Measured by", "Invoices posted with no manual step"),
            ("Target date", "31 March 2027"),
            ("Owner at Halden", "Tomas Okafor"),
            ("Owner at Kelvara", "Maya Lindqvist"),
        ),
        goal(
            3,
            "Clear the backlog of old supplier disputes",
            "Key growers are paid on time, which protects the 2027 harvest contracts.",
            Chip("At risk", "yellow", "goals/3/status"),
            Meter(0.24, "420 open at the start", "355 open in October", "150 open by 31 Jan 2027"),
            ("Measured by", "Disputes open longer than 30 days"),
            ("Target date", "31 January 2027"),
            ("Owner at Halden", "Elena Sorge"),
            ("Owner at Kelvara", "Jonas Weir"),
            note=note if internal else "",
        ),
    )


def _milestones() -> Table:
    rows: tuple[tuple[str, str, str, tuple[str, ...], str, Tone], ...] = (
        ("13 Mar 2026", "Technical go-live", "All eleven plants post to one ledger through Flow", ("9 Mar 2026",), "Complete", "complete"),
        ("30 Apr 2026", "First value", "One full month closed in Flow with no parallel run", ("30 Apr 2026",), "Complete", "complete"),
        ("31 Aug 2026", "Adoption threshold", "80% of approvers sign off in Flow every week", ("14 Sep 2026", "14 days late"), "Complete", "complete"),
        ("15 Dec 2026", "Dispute clearing effort", "Named approver per plant; backlog under 250", (), "In progress", "progress"),
        ("31 Mar 2027", "Business outcome confirmed", "CFO confirms the value of goals 1 and 2 in writing", (), "Planned", "neutral"),
    )  # fmt: skip
    return Table(
        (
            Column("Target date", "date"),
            Column("Milestone and what proves it", "name"),
            Column("Reached", "date"),
            Column("Status", "status"),
        ),
        tuple(
            (_cell(day), _cell(title, proof), _cell(*reached), _cell(Chip(word, tone, f"milestones/{number}/status")))
            for number, (day, title, proof, reached, word, tone) in enumerate(rows)
        ),
        timeline=tuple(row[5] for row in rows),
    )


PEOPLE = (
    ("Ingrid Halvorsen", "Chief Financial Officer", "Group Finance", "Sponsors the plan, approves budget", "Meeting"),
    ("Priya Raman", "Director, Financial Operations", "Group Finance", "Leads the project, owns goal 1", "Call"),
    ("Tomas Okafor", "Head of Accounts Payable", "Shared Services", "Owns goal 2, day-to-day contact", "E-mail"),
    ("Elena Sorge", "VP, Supplier Relations", "Procurement", "Owns goal 3, speaks for the growers", "Meeting"),
    ("Daniel Achterberg", "Enterprise Architect", "Information Technology", "Technical owner, integrations", "E-mail"),
    ("Ruth Penhaligon", "Plant Controller, Odense", "Operations", "Speaks for the eleven plant teams", "Call"),
)


def _customer_blocks() -> tuple[Block, ...]:
    progress, done, open_ = ("In progress", "progress"), ("Done", "complete"), ("Open", "neutral")
    actions: tuple[tuple[str, str, str, tuple[str, str]], ...] = (
        ("Name one approver and one deputy per plant", "Elena Sorge, Halden", "27 Nov 2026", progress),
        ("Agree the list of key growers", "Elena Sorge, Halden", "13 Nov 2026", done),
        ("Book the dispute specialist until January", "Jonas Weir, Kelvara", "30 Nov 2026", progress),
        ("Confirm the value figures for goals 1 and 2", "Priya Raman, Halden", "11 Dec 2026", open_),
        ("Share the ledger upgrade calendar", "Daniel Achterberg, Halden", "11 Dec 2026", open_),
        ("Test the integration in a copy of the new ledger", "Jonas Weir, Kelvara", "12 Feb 2027", open_),
    )
    return (
        KeyValues(
            _facts(
                ("Product", "Kelvara Flow, Enterprise"),
                ("Contract start", "1 February 2026"),
                ("Renewal", "31 January 2028"),
                ("Annual subscription", "€\u00a0412,000"),
                ("Industry", "Food manufacturing"),
                ("Size", "6,400 people, 11 plants"),
                ("Your success manager", "Maya Lindqvist"),
                ("Backup", "Jonas Weir"),
            )
        ),
        Heading("Executive summary", source="summary"),
        Paragraph(
            _r(
                "Nine months in, Halden closes its books three days sooner and posts 61 of every 100 supplier invoices "
                "without anyone touching them. Two of the three goals we agreed in February are on course for their dates."
            ),
            "lead",
        ),
        Paragraph(
            _r(
                "The third needs attention from both sides. Supplier disputes older than 30 days have come down by 65, and "
                "most of those that remain wait for an approval at plant level. We propose a six-week clearing effort with "
                "named approvers, starting on 1\u00a0December; without it the January target will be missed."
            )
        ),
        Callouts(
            (
                Callout(
                    "What Halden wants to achieve",
                    _r(
                        "One payables process for eleven plants, so that growth in volume no longer adds finance staff."
                    ),
                ),
                Callout(
                    "How we will both know",
                    _r("A five-day close, three invoices in four untouched, and no key grower waiting on a dispute."),
                ),
            )
        ),
        Heading("Goals", note="3 goals · 2 on track · 1 at risk"),
        Cards(_goals(internal=False)),
        Heading("Milestones", note="Onboarding complete; two steps ahead"),
        _milestones(),
        Heading("People", note="6 people, 5 departments"),
        Table(
            (Column("Name", "name"), Column("Department"), Column("Part in this plan"), Column("Prefers")),
            tuple((_cell(n, t), _cell(d), _cell(p), _cell(c)) for n, t, d, p, c in PEOPLE),
        ),
        Heading("Context we plan around"),
        KeyValues(
            _facts(
                ("Direction", "Grow chilled foods by 9% a year with no new back-office staff"),
                ("Budget cycle", "Plans close in September, funds released in January"),
                ("Initiatives this year", "Ledger upgrade; one shared service centre in Odense"),
            )
        ),
        Heading("How we work together"),
        SideBySide(
            (
                Table(
                    (Column("With", "name"), Column("How often"), Column("Next", "date")),
                    tuple(
                        (_cell(a), _cell(b), _cell(c))
                        for a, b, c in (
                            ("Ingrid Halvorsen", "Each quarter, 45 minutes", "2 Dec 2026"),
                            ("Priya Raman", "Every two weeks", "26 Nov 2026"),
                            ("Payables team", "Weekly, 20 minutes", "24 Nov 2026"),
                            ("Plant controllers", "Monthly call", "8 Dec 2026"),
                        )
                    ),
                ),
            ),
            (
                Checklist(
                    tuple(
                        Check(_r(text), text != "Annual executive review")
                        for text in (
                            "Weekly check-in with the project team",
                            "Monthly success review",
                            "Quarterly business review",
                            "Annual executive review",
                        )
                    ),
                    "Agreed meetings",
                ),
            ),
            0.6,
        ),
        Heading("Risks we share", note="2 open"),
        Table(
            (
                Column("Risk", "name"),
                Column("Rating"),
                Column("What we do about it"),
                Column("Owner", "owner"),
                Column("Status", "status"),
            ),
            (
                (
                    _cell("Plant approvals hold up disputes over the year end"),
                    _cell(Level(3, "High probability"), Level(2, "Medium impact")),
                    _cell(
                        "One approver and one deputy per plant from 1 December; a reminder after two days, a call after four"
                    ),
                    _cell("Elena Sorge"),
                    _cell(Chip("Actively managing", "progress")),
                ),
                (
                    _cell("The ledger upgrade in March overlaps with goal 2"),
                    _cell(Level(2, "Medium probability"), Level(2, "Medium impact")),
                    _cell(
                        "Integration tested in a copy by 12\u00a0February; changes frozen for two weeks around the upgrade"
                    ),
                    _cell("Daniel Achterberg"),
                    _cell(Chip("Monitoring", "neutral")),
                ),
            ),
        ),
        Heading("What success depends on"),
        SideBySide(
            (
                ItemList(
                    tuple(
                        _r(text)
                        for text in (
                            "A named approver and deputy in each plant",
                            "Grower master data corrected by 15 January",
                            "Thirty minutes of the CFO each quarter",
                        )
                    ),
                    "From Halden",
                    True,
                ),
            ),
            (
                ItemList(
                    tuple(
                        _r(text)
                        for text in (
                            "A dispute specialist two days a week until February",
                            "Weekly figures per plant, every Monday by noon",
                            "A tested integration before the ledger upgrade",
                        )
                    ),
                    "From Kelvara",
                    True,
                ),
            ),
        ),
        Heading("Priorities until the next review"),
        SideBySide(
            (
                ItemList(
                    (
                        _r("Close the year without overtime in the plants"),
                        _r("Sign the 2027 grower contracts with no dispute open"),
                        _r("Prepare the ledger upgrade of March 2027"),
                    ),
                    "At Halden",
                ),
            ),
            (
                ItemList(
                    (
                        _r("Bring the dispute backlog under 250 by 15 December"),
                        _r("Have the value of goals 1 and 2 confirmed by Finance"),
                        _r("Train deputies in all eleven plants"),
                    ),
                    "At Kelvara",
                ),
            ),
        ),
        Heading("Actions", note="5 open · 1 done"),
        Table(
            (Column("Action"), Column("Owner", "owner"), Column("Due", "date"), Column("Status", "status")),
            tuple(
                (_cell(a), _cell(o), _cell(d), _cell(Chip(s[0], s[1], f"actions/{number}/status")))  # type: ignore[arg-type]
                for number, (a, o, d, s) in enumerate(actions)
            ),
        ),
        Heading("Approvals", note="Version 3 replaces version 2 of 21 August 2026"),
        Signatures(
            (
                Signature("For Halden: economic buyer", _r("Ingrid Halvorsen"), "Chief Financial Officer"),
                Signature("For Halden: project lead", _r("Priya Raman"), "Director, Financial Operations"),
                Signature("For Kelvara", _r("Maya Lindqvist"), "Customer Success Manager", True, "18 Nov 2026"),
            )
        ),
        KeyValues(
            _facts(
                ("Created", "12 February 2026"),
                ("Last updated", "18 November 2026"),
                ("Last reviewed together", "4 November 2026"),
                ("Next review", "17 February 2027"),
            )
        ),
    )


def _internal_blocks() -> tuple[Block, ...]:
    return (
        Heading("Context we plan around"),
        KeyValues(
            (
                KeyValue("ARR at risk", _r("€ 96,000 of € 412,000: two plants may leave at renewal."), True),
                KeyValue(
                    "Political landscape",
                    _r(
                        "Procurement lost the payables budget to Finance in June. Elena Sorge agrees in public, doubts in private."
                    ),
                    True,
                ),
                KeyValue(
                    "Known challenges",
                    _r("Two plants still run the old approval tool. Odense loses its controller in March."),
                    True,
                ),
            )
        ),
        Heading("Goals", note="Goal 3 of 3"),
        Cards(_goals(internal=True)[2:]),
        Heading("People", note="2 of 6 people · three columns internal"),
        Table(
            (
                Column("Name", "name"),
                Column("Role for us", internal=True),
                Column("Part in this plan"),
                Column("Influence", internal=True),
                Column("Strength, last met", internal=True),
            ),
            (
                (
                    _cell("Ingrid Halvorsen", "Chief Financial Officer"),
                    _cell("Economic buyer"),
                    _cell("Sponsors the plan"),
                    _cell(Level(3, "High")),
                    _cell("4 of 5, 4 Nov"),
                ),
                (
                    _cell("Elena Sorge", "VP, Supplier Relations"),
                    _cell("Influencer"),
                    _cell("Owns goal 3"),
                    _cell(Level(2, "Medium")),
                    _cell("2 of 5, 9 Sep"),
                ),
            ),
        ),
        Heading("Opportunities", note="Whole section internal", internal=True),
        Table(
            (
                Column("Opportunity", "name", True),
                Column("Stage", internal=True),
                Column("Expected", internal=True),
                Column("Value", "number", True),
                Column("Probability", "number", True),
            ),
            (
                (
                    _cell("Flow for travel and expenses"),
                    _cell("Discovery"),
                    _cell("Q2 2027"),
                    _cell("€ 64,000"),
                    _cell("30%"),
                ),
                (
                    _cell("Two plants joining in Poland"),
                    _cell("Qualified"),
                    _cell("Q3 2027"),
                    _cell("€ 88,000"),
                    _cell("50%"),
                ),
            ),
            total=(_cell("Total"), _cell(), _cell(), _cell("€ 152,000"), _cell()),
        ),
    )


PLAN = Document(
    kind="Success plan",
    title="Halden Foods",
    audience="customer",
    account="Halden Foods",
    version="Version 3",
    dated=date(2026, 11, 18),
    dated_text="18 November 2026",
    subtitle="What we agreed for 2026 and 2027, where it stands, and what comes next",
    letterhead=LETTERHEAD,
    blocks=_customer_blocks(),
    final=True,
)

INTERNAL = replace(
    PLAN,
    audience="internal",
    blocks=_internal_blocks(),
    notice="11 fields on warm ground are for Kelvara only. The customer’s copy of version 3 leaves them out: three on context, "
    "three on people, one goal note, two risks, two opportunities.",
)
