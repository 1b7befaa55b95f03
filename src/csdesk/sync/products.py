"""Which product an export comes from, and what its rows are: told from column names and the texts around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from csdesk.sync import datecells, lexicon
from csdesk.sync.errors import SyncRefused
from csdesk.sync.reading import Table
from csdesk.sync.words import phrases, words
from csdesk.values.text import fold

PRODUCTS = {
    "salesforce": "Salesforce",
    "hubspot": "HubSpot",
    "dynamics": "Dynamics 365",
    "zoho": "Zoho CRM",
    "pipedrive": "Pipedrive",
    "odoo": "Odoo",
    "csdesk": "CSDesk",
    "generic": "a spreadsheet",
}


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the file seems to be: product and variant in words, object, and how sure that is (0 to 1)."""

    product: str
    variant: str
    object: str
    sure: float
    reason: str


_PIPEDRIVE = re.compile(r"^(organization|person|deal|lead|activity|product|note) - .+", re.I)
_SALESFORCE_ID = re.compile(r"[a-zA-Z0-9]{15}(?:[A-Z0-5]{3})?")
_INDICATORS = words(
    """
    logins login usage users active wau mau dau nps csat ces tickets ticket adoption sessions utilization
    utilisation calls events seats seat health score visits requests cases errors uptime bugs satisfaction features
    feature transactions documents minutes hours rate licences licenses anmeldungen nutzung connexions volume
    messages
    """
)
_DATES = words(
    """
    date month week day period datum monat woche mois semaine fecha mes data mese maand snapshot as of measured
    reading response survey recorded timestamp
    """
)


def product_of(table: Table) -> tuple[str, str]:
    """The product and the kind of its export ("report", "list view", "data export", ...), in that order."""
    raw = [header.strip() for header in table.headers]
    names = {fold(header) for header in raw}
    keys = {lexicon.key(header) for header in raw}
    around = fold(" ".join(table.preamble))
    if "csdesk record" in names or "csdesk id" in names:
        return "csdesk", "export"
    if any(header.lower().startswith("(do not modify)") for header in raw):
        return "dynamics", "export to Excel"
    if sum(1 for header in raw if _PIPEDRIVE.match(header)) >= 2:
        return "pipedrive", "list export"
    if any(header.endswith(".id") for header in raw) or _any_cell(table, re.compile(r"zcrm_\d{6,}")):
        return "zoho", "module export"
    if "salesforce.com" in around or ("do not distribute" in around and "grand total" in around):
        return "salesforce", "report"
    if names & {"isdeleted", "masterrecordid", "systemmodstamp"} or any(h.endswith("__c") for h in raw):
        return "salesforce", "data export"
    if sum(1 for header in raw if re.match(r"(account|opportunity|contact|case): ", header, re.I)) >= 2:
        return "salesforce", "joined report"
    if "hs object id" in keys or (keys & _RECORD_ID and keys & _HUBSPOT):
        return "hubspot", "export"
    if any("hubspot" in name for name in names) or len(keys & _HUBSPOT) >= 3:
        return "hubspot", "export"
    if names & {"is_company", "partner_id", "company_type", "property_payment_term_id"} or any(
        header.endswith(("/id", "/.id")) for header in raw
    ):
        return "odoo", "export"
    if keys & {"salesperson"} and keys & {"is a company", "tags", "related company", "complete name"}:
        return "odoo", "export"
    if keys & {"record id"} and keys & {"account owner", "account name"} and keys & {"created time", "modified time"}:
        return "zoho", "module export"
    salesforce_ids = any(
        lexicon.key(h) in ("account id", "case safe account id", "account id 18", "id", "case safe id", "contact id")
        and _share(table, i, _SALESFORCE_ID) > 0.8
        for i, h in enumerate(raw)
    )
    if salesforce_ids:
        return "salesforce", "report" if table.header_line > 1 or "account name" in keys else "data export"
    if keys & {"billing state province", "account owner alias", "owner alias", "account owner last name"}:
        return "salesforce", "list view"
    return "generic", "list"


_RECORD_ID = phrases(
    """
    record id; datensatz id; id de fiche d informations; id d enregistrement; id de l enregistrement; id de registro;
    id record; record id bedrijf; id do registro; post id; id oggetto record
    """
)  # fmt: skip
_HUBSPOT = phrases(
    """
    company owner; company name; company domain name; lifecycle stage; associated contact; associated contact ids;
    number of associated contacts; associated company; associated company ids; primary associated company; contact
    owner; became a customer date; last activity date; create date; number of associated deals; name des
    unternehmens; domain name des unternehmens; nom de l entreprise; nom de domaine de l entreprise; nombre de la
    empresa; nombre de dominio de la empresa; bedrijfseigenaar; eigenaar van bedrijf; associated deal;
    proprietaire du contact; propietario del contacto; proprietario do contato; proprietario del contatto;
    contacteigenaar; eigenaar van contactpersoon; kontaktagare; fur den kontakt zustandiger mitarbeiter; zustandiger
    mitarbeiter fur kontakt; kontakt inhaber; kontaktinhaber; lifecycle phase; phase du cycle de vie; etapa del ciclo
    de vida; levenscyclusfase; estagio do ciclo de vida; fase del ciclo di vita; statut du lead; estado del lead;
    leadstatus; status do lead; stato lead; entreprise associee; empresa asociada; empresa associada; azienda
    associata; gekoppeld bedrijf; zugeordnetes unternehmen; primares zugeordnetes unternehmen; proprietaire de
    l entreprise; propietario de la empresa; proprietario da empresa; unternehmensinhaber; lebenszyklusphase; fur das
    unternehmen zustandiger mitarbeiter; ids d entreprises associees; ids de empresas asociadas
    """
)


def _any_cell(table: Table, pattern: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(cell) for row in table.rows[:20] for cell in row)


def _share(table: Table, index: int, pattern: re.Pattern[str]) -> float:
    cells = [row[index].strip() for row in table.rows[:200] if row[index].strip()]
    return sum(1 for cell in cells if pattern.fullmatch(cell)) / len(cells) if cells else 0.0


def refuse_foreign(table: Table) -> None:
    """Raise SyncRefused for what is no list of records: a pivot table, deals, leads, cases, campaigns."""
    keys = [lexicon.key(header) for header in table.headers]
    have = set(keys)
    folded = [fold(header) for header in table.headers]
    pivot = {"row labels", "zeilenbeschriftungen", "etiquettes de lignes", "etiquetas de fila", "column labels"}
    sums = sum(1 for k in folded if re.match(r"(sum|count|average|summe|somme|suma) (of|von|de) ", k))
    # A pivot has its measure in the rows around the header as often as in the header itself.
    preamble = {fold(text) for text in table.preamble}
    if have & pivot or sums >= 2 or any(p in text for p in pivot for text in preamble):
        raise SyncRefused(
            "This is a pivot table: its rows are sums, not accounts.",
            "Export the list behind it, one row per account.",
            "wrong-object",
        )
    if "grand total" in folded[1:] or "gesamtergebnis" in folded[1:]:
        raise SyncRefused(
            "This is a cross table with a column of totals: its rows are sums, not accounts.",
            "Export the list behind it, one row per account.",
            "wrong-object",
        )


def _foreign(keys: set[str], raw: Sequence[str]) -> str | None:
    if keys & {"opportunity name", "opportunity id", "deal name", "deal id", "deal stage", "nombre del negocio",
               "nom de la transaction", "opportunity owner", "topic actual revenue", "dealname"}:  # fmt: skip
        return "deals (opportunities)"
    if any(header.lower().startswith("deal - ") for header in raw):
        return "deals (opportunities)"
    if keys & {"lead id", "lead name", "lead status", "lead owner"} and not keys & {
        "account id",
        "company owner",
        "record id",
    }:
        return "leads"
    if keys & {"case number", "ticket id", "case id", "ticket number", "ticket name", "case owner"}:
        return "cases or tickets"
    if keys & {"campaign name", "campaign id"} and not keys & {"account name"}:
        return "campaigns"
    if keys & {"product code", "unit price", "list price"} and not keys & {"account name", "customer", "customer name"}:
        return "a price list"
    if keys & {"invoice number", "invoice id", "invoice date"}:
        return "invoices"
    return None


_PERSON = phrases(
    """
    contact name; contact id; full name; kontaktname; contact owner; nom du contact; record id contact;
    do not modify contact; contact record id; proprietaire du contact; propietario del contacto; contacteigenaar;
    proprietario do contato; proprietario del contatto; kontaktinhaber; kontakt inhaber; kontaktagare;
    fur den kontakt zustandiger mitarbeiter; zustandiger mitarbeiter fur kontakt; eigenaar van contactpersoon
    """
)
_LINE = phrases(
    """
    subscription id; subscription; subscription number; subscription status; contract id; contract number;
    subscription start date; line id; subscription line
    """
)


def object_of(table: Table, product: str) -> Recognition:
    """What the rows are. Raises SyncRefused, naming what they seem to be, when they are nothing CSDesk imports."""
    raw = table.headers
    keys = [lexicon.key(header) for header in raw]
    have = set(keys)
    variant = product_of(table)[1]

    def found(object_name: str, sure: float, reason: str) -> Recognition:
        return Recognition(product, variant, object_name, sure, reason)

    stripped = {lexicon.key(m["rest"]) for m in map(lexicon.JOINED.match, raw) if m}
    everything = have | stripped
    if _subscriptions(table, keys):
        return found("subscriptions", 0.8, "several rows per account with amounts and terms")
    foreign = _foreign(have, raw)
    due = _renewals(table, keys, foreign)
    if due:
        return found("renewals", 0.8, due)
    if _activities(everything, keys, raw):
        return found("touches", 0.8, "a subject, a date and an account per row")
    persons = lexicon.synonyms("contacts")
    fields = {persons[k] for k in everything if k in persons}
    named = {"first_name", "last_name"} <= fields or ("email" in fields and bool(have & _PERSON))
    named = named or any(header.lower().startswith("person - ") for header in raw)
    if foreign == "leads" and have & {"lead id", "lead name", "lead owner"} and "contact id" not in have:
        named = False
    if named and not (foreign and "deal" in foreign and "contact id" not in have):
        return found("contacts", 0.9, "first and last names or contact columns")
    readings = _readings(table, keys)
    if readings:
        return found("readings", 0.8, readings)
    if foreign:
        raise SyncRefused(
            f"This seems to be a file of {foreign}, not a list of accounts.",
            "Export accounts (companies) instead, or say what it is with --as"
            + (", such as --as renewals for renewals." if "deal" in foreign else "."),
            "wrong-object",
        )
    company = have & {"industry", "website", "arr", "renewal date", "account owner"}
    person = have & {"title", "job title", "position", "phone", "mobile"} and have & {
        "company",
        "account",
        "account name",
    }
    if {"email", "name"} <= fields and person and not company:
        return found("contacts", 0.7, "people with an e-mail address and a company")
    return found("accounts", 0.9 if product != "generic" else 0.7, "one row per account")


def _account_link(keys: Sequence[str]) -> int | None:
    links = lexicon.synonyms("readings")
    for index, key in enumerate(keys):
        if links.get(key) in ("account_id", "account_name", "account_domain"):
            return index
    return None


def _readings(table: Table, keys: Sequence[str]) -> str | None:
    have = set(keys)
    links = lexicon.synonyms("readings")
    fields = [links.get(key) for key in keys]
    if _account_link(keys) is None:
        return None
    if {"indicator", "value"} <= set(fields) and "date" in fields:
        return "an indicator, a date and a value per row"
    if have & {"industry", "account owner", "arr", "renewal date", "company owner", "annual revenue", "owner", "mrr"}:
        return None
    periods = [i for i, header in enumerate(table.headers) if datecells.is_period(header)]
    if len(periods) >= 2 and len(periods) >= len(keys) - 4:
        return "one column per period"
    if "date" in fields:
        numbers = [
            i for i, key in enumerate(keys)
            if fields[i] not in ("account_id", "account_name", "account_domain", "date")
            and _numeric_share(table, i) > 0.8
        ]  # fmt: skip
        named = [i for i in numbers if set(keys[i].split()) & _INDICATORS]
        survey = any({"nps", "csat", "ces"} & set(keys[i].split()) for i in numbers)
        if named and (survey or len(numbers) >= (len(keys) - 2) * 0.5):
            return "indicator columns with a date per row"
    return None


def _numeric_share(table: Table, index: int) -> float:
    cells = [row[index].strip() for row in table.rows[:200] if row[index].strip()]
    return sum(1 for c in cells if re.fullmatch(r"-?[\d.,\s]+%?", c)) / len(cells) if cells else 0.0


def is_indicator(table: Table, index: int) -> bool:
    """Whether a column of a wide table of readings holds numbers."""
    return _numeric_share(table, index) > 0.6


_SUBJECTS = phrases(
    """
    subject; betreff; objet; asunto; oggetto; onderwerp; assunto; amne; call title; meeting name; meeting title; email
    subject; email subject line; activity subject; task subject; event subject; activity title; task name; event name;
    call subject; meeting subject
    """
)
_CASES = phrases("case number; case id; ticket id; ticket number; ticket name; case owner; ticket status; lead id")


_OF_ACCOUNT = re.compile(r"(organi[sz]ation|account|company)\b.*\b(name|id)\b", re.I)


def _activities(everything: set[str], keys: Sequence[str], raw: Sequence[str]) -> bool:
    """Whether the rows are calls, e-mails, meetings and tasks: a subject, a day, and a link to an account."""
    prefixed = any(map(_OF_ACCOUNT.match, raw))
    if not everything & _SUBJECTS or everything & _CASES:
        return False
    names = lexicon.synonyms("touches")
    fields = {names[key] for key in everything if key in names}
    persons = lexicon.synonyms("contacts")
    if {"first_name", "last_name"} <= {persons[key] for key in keys if key in persons}:
        return False
    weak = lexicon.weak("touches")
    dated = "date" in fields or any("date" in weak.get(key, ()) for key in everything)
    return dated and (bool(fields & {"account_id", "account_name", "account_domain", "email"}) or prefixed)


_CONTRACT = phrases(
    """
    contract number; contract id; contract name; agreement number; agreement id; contract status; vertragsnummer;
    numero de contrat; numero de contrato; contractnummer; numero contratto
    """
)


def _renewals(table: Table, keys: Sequence[str], foreign: str | None) -> str:
    """Why the rows are renewals or contracts; "" when they are not."""
    from csdesk.sync.renewals import is_renewal

    names = lexicon.synonyms("renewals")
    fields: dict[str, int] = {}
    for index, header in enumerate(table.headers):
        joined = lexicon.JOINED.match(header.strip())
        key = lexicon.key(joined["rest"]) if joined and joined[1].lower() in ("deal", "opportunity") else keys[index]
        field = "line_name" if joined and key in ("title", "name") else names.get(key)
        if field:
            fields.setdefault(field, index)
    linked = bool({"name", "crm_id"} & set(fields)) or any(map(_OF_ACCOUNT.match, table.headers))
    if not linked or not {"date", "end"} & set(fields):
        return ""
    if foreign is not None and "deal" in foreign:
        for field in ("line_type", "line_name"):
            cells = table.columns[fields[field]][:2000] if field in fields else []
            filled = [cell for cell in cells if cell.strip()]
            if filled and sum(map(is_renewal, filled)) >= len(filled) * (0.3 if field == "line_type" else 0.6):
                return "deals of the renewal kind, with an account and a close date"
        return ""
    have = set(keys)
    if have & _CONTRACT and "end" in fields and not have & {"industry", "billing city", "website", "account owner"}:
        return "contracts with their account and their end"
    return ""


def _subscriptions(table: Table, keys: Sequence[str]) -> bool:
    lines = lexicon.synonyms("subscriptions")
    fields = {lines[k] for k in keys if k in lines}
    weak = lexicon.weak("subscriptions")
    amounts = fields & {"arr", "mrr", "quarterly"} or any("arr" in weak.get(k, ()) for k in keys)
    terms = fields & {"start", "end", "line_status"}
    names = [i for i, k in enumerate(keys) if lexicon.synonyms("accounts").get(k) in ("name", "crm_id")
             and lines.get(k) not in ("line_id", "start")]  # fmt: skip
    if not amounts or not terms or not names:
        return False
    if set(keys) & {"opportunity name", "deal name", "deal stage", "opportunity id", "deal id"}:
        return False
    explicit = bool(set(keys) & _LINE)
    repeated = 0.0
    for index in names:
        cells = [cell.strip() for cell in table.column(index)[:2000] if cell.strip()]
        repeated = max(repeated, 1 - len(set(cells)) / len(cells) if cells else 0.0)
    if "product" in fields and terms and (repeated > 0.15):
        return True
    return (
        explicit
        and ("line_id" in fields)
        and (repeated > 0 or "product" in fields)
        and not set(keys) & {"industry", "billing city"}
    )
