"""The names that CRM products and people give to columns, by language, and how a header is reduced to such a name."""

from __future__ import annotations

import re
from functools import cache

from csdesk.values.currencies import CODES
from csdesk.values.text import fold

_FIELDS: dict[str, dict[str, str]] = {
    "accounts": {
        "name": "account name; complete name; company name; company; customer; customer name; client; client name; organization name; "
        "organisation name; organization; organisation; account; display name; business name; legal name; partner; "
        "firma; firmenname; unternehmen; unternehmensname; name des unternehmens; kunde; kundenname; kontoname; "
        "accountname; nom du compte; nom de l entreprise; societe; nom de la societe; raison sociale; entreprise; "
        "nom du client; compte; nombre de la cuenta; nombre de cuenta; nombre de la empresa; empresa; cliente; "
        "nombre del cliente; razon social; cuenta; nome account; nome azienda; nome dell azienda; azienda; "
        "ragione sociale; nome cliente; societa; accountnaam; bedrijfsnaam; naam bedrijf; bedrijf; klant; klantnaam; "
        "organisatie; nome da conta; nome da empresa; nome do cliente; razao social; conta; kontonamn; foretagsnamn; "
        "foretag; kund; kundnamn; firmanavn; kundenavn; virksomhed; selskap; nazwa konta; nazwa firmy; klient; "
        "associated company; primary associated company; customer account; account customer",
        "crm_id": "id de fiche d informations; id d informations de l entreprise; id do registro; id record; "
        "datensatz id unternehmen; firmen id; unternehmens id; id de la empresa; bedrijfs id; id fiche; "
        "account id; company id; record id; organization id; organisation id; customer id; client id; "
        "crm id; "
        "account id 18; case safe account id; case safe id; account 18 digit id; salesforce id; salesforce account id; "
        "sfdc id; sfdc account id; hs object id; hubspot id; hubspot company id; id; external id; account guid; "
        "company record id; record id company; zoho id; account record id; account number; kundennummer; kunden id; "
        "account nr; datensatz id; kunden nr; debitorennummer; id du compte; id de l entreprise; numero client; "
        "id de la cuenta; id de empresa; id de registro; id account; id azienda; codice cliente; record id azienda; "
        "klantnummer; account id klant; record id bedrijf; id da conta; id da empresa; codigo do cliente; konto id; "
        "foretags id; kundnummer; post id; database id; do not modify account; id d enregistrement; "
        "id de l enregistrement; record id objekt",
        "domain": "domain; company domain name; company domain; website; web site; url; website url; account website; "
        "homepage; web; site; email domain; primary domain; domain name; webseite; internetseite; domane; "
        "domain name des unternehmens; unternehmensdomain; site web; site internet; domaine; "
        "nom de domaine de l entreprise; sitio web; pagina web; dominio; nombre de dominio de la empresa; sito web; "
        "sito; dominio aziendale; nome di dominio dell azienda; site da web; site da empresa; dominio da empresa; "
        "webbplats; hemsida; hjemmeside; strona www; domeinnaam; domeinnaam van bedrijf; websites; account site url",
        "industry": "industry; sector; vertical; industry group; primary industry; branche; wirtschaftszweig; "
        "secteur; secteur d activite; industrie; industria; sector de actividad; sector industrial; settore; "
        "settore industriale; bedrijfstak; setor; setor de atividade; ramo; bransch; bransje; branza",
        "size": "company size; employees; number of employees; no of employees; num employees; employee count; "
        "employee range; headcount; company headcount; size; staff; mitarbeiter; anzahl mitarbeiter; "
        "mitarbeiterzahl; mitarbeiteranzahl; anzahl der mitarbeiter; unternehmensgrosse; effectif; effectifs; "
        "nombre d employes; nombre de salaries; nombre d employes de l entreprise; empleados; numero de empleados; "
        "cantidad de empleados; dipendenti; numero di dipendenti; numero dipendenti; aantal werknemers; "
        "aantal medewerkers; medewerkers; funcionarios; numero de funcionarios; antal anstallda; anstallda; "
        "antall ansatte",
        "segment": "segment; customer segment; market segment; account segment; business segment; kundensegment; "
        "segmento; segmento de cliente; klantsegment; kundsegment; segmento cliente; company segment",
        "product": "product; products; product name; product s; plan name; edition; package; subscription plan; "
        "produkt; produkte; produktname; produit; produits; producto; productos; prodotto; prodotti; produto; "
        "produtos; products owned; licensed products; current plan",
        "tier": "tier; customer tier; account tier; service tier; cs tier; success tier; tier level; kundenklasse; "
        "kategorie abc; niveau client; nivel de cliente; livello cliente; klantniveau; kundniva; csm tier",
        "stage": "stage; cs stage; customer stage; lifecycle stage; customer lifecycle stage; journey stage; "
        "account stage; phase; lebenszyklusphase; phase du cycle de vie; etapa del ciclo de vida; "
        "fase del ciclo di vita; levenscyclusfase; estagio do ciclo de vida; livscykelstadium; lifecycle phase",
        "owner": "fur das unternehmen zustandiger mitarbeiter; zustandiger fur das unternehmen; "
        "bedrijfsverantwoordelijke; responsable de la empresa; responsable de l entreprise; virksomhedsejer; "
        "account owner; owner; company owner; account owner name; owner name; owner full name; record owner; "
        "account manager; account executive; organization owner; assigned to; salesperson; sales rep; "
        "sales person; inhaber; kontoinhaber; accountinhaber; besitzer; zustandig; zustandiger mitarbeiter; "
        "betreuer; verkaufer; vertriebsmitarbeiter; proprietaire; proprietaire du compte; "
        "proprietaire de l entreprise; responsable; responsable du compte; vendeur; propietario; "
        "propietario de la cuenta; propietario de la empresa; propietario de empresa; comercial; proprietario; "
        "titolare account; proprietario account; proprietario azienda; proprietario dell azienda; venditore; "
        "accounteigenaar; eigenaar; eigenaar account; eigenaar van bedrijf; bedrijfseigenaar; proprietario da conta; "
        "proprietario da empresa; vendedor; kontoagare; agare; foretagsagare; saljare; unternehmensinhaber; "
        "zustandiger mitarbeiter fur unternehmen; besitzer des accounts; account eigenaar",
        "arr": "arr; annual recurring revenue; current arr; contracted arr; total arr; account arr; arr value; "
        "annual recurring rev; acv; annual contract value; arr amount; annualized recurring revenue; "
        "annualised recurring revenue; recurring revenue annual; yearly recurring revenue; arr current; "
        "jahrlich wiederkehrender umsatz; jahrlich wiederkehrende umsatze; wiederkehrender jahresumsatz; "
        "jahresvertragswert; revenu annuel recurrent; revenu recurrent annuel; revenus recurrents annuels; "
        "ingresos recurrentes anuales; ingresos anuales recurrentes; valor anual del contrato; "
        "ricavi ricorrenti annuali; ricavo ricorrente annuo; entrate ricorrenti annuali; "
        "jaarlijks terugkerende omzet; jaarlijkse terugkerende omzet; receita recorrente anual; "
        "arlig aterkommande intakt; arliga aterkommande intakter; contract value annual; annual subscription value",
        "mrr": "mrr; monthly recurring revenue; current mrr; monthly recurring rev; total mrr; contracted mrr; "
        "monthly mrr; "
        "monatlich wiederkehrender umsatz; revenu mensuel recurrent; revenu recurrent mensuel; "
        "ingresos recurrentes mensuales; ricavi ricorrenti mensili; maandelijks terugkerende omzet; "
        "receita recorrente mensal; manatlig aterkommande intakt",
        "arr_at_risk": "arr at risk; at risk arr; revenue at risk; risk amount; arr gefahrdet",
        "contract_start": "contract start; contract start date; start date; subscription start; customer since; "
        "subscription start date; contract begin; go live date; became a customer date; become a customer date; "
        "original contract date; vertragsbeginn; vertragsstart; kunde seit; date de debut du contrat; "
        "debut du contrat; client depuis; fecha de inicio del contrato; inicio de contrato; cliente desde; "
        "data inizio contratto; inizio contratto; begindatum contract; contract startdatum; klant sinds; "
        "data de inicio do contrato; inicio do contrato; avtalsstart; avtalets startdatum; kund sedan; close date won",
        "renewal_date": "renewal date; next renewal date; next renewal; renewal; contract renewal date; contract end; "
        "contract end date; subscription end date; subscription end; end date; expiration date; expiry date; expiry; "
        "contract expiration; contract expiration date; contract expiry; license end date; licence end date; "
        "renewal due; renews on; account renewal date; term end date; verlangerungsdatum; verlangerung am; "
        "vertragsende; vertragsverlangerung; laufzeitende; vertrag bis; date de renouvellement; renouvellement; "
        "prochain renouvellement; date de fin de contrat; date de fin du contrat; fin de contrat; date d echeance; "
        "echeance; fecha de renovacion; renovacion; fecha de vencimiento; fin de contrato; "
        "fecha de fin de contrato; data di rinnovo; data rinnovo; rinnovo; scadenza; scadenza contratto; "
        "data scadenza; data fine contratto; verlengingsdatum; verlenging; einddatum contract; contract einddatum; "
        "contracteinde; data de renovacao; data da renovacao; renovacao; vencimento; data de vencimento; "
        "fim do contrato; fornyelsedatum; fornyelse; avtalsslut; avtalets slutdatum; slutdatum; renewal datum",
        "health_score": "health score; health; customer health score; customer health; account health score; "
        "cs health score; gesundheitswert; score de sante; indice de salud; punteggio di salute; gezondheidsscore; "
        "halsopoang; pontuacao de saude",
        "seats": "seats; licenses; licences; number of seats; number of licenses; user licenses; licensed users; "
        "seat count; license count; quantity; lizenzen; anzahl lizenzen; nombre de licences; licencias; "
        "numero de licencias; licenze; aantal licenties; licenties; licencas; antal licenser; plazas",
        "support_plan": "support plan; support level; support tier; support package; sla; support; supportplan; "
        "supportstufe; plan de support; plan de soporte; piano di supporto; plano de suporte",
        "phone": "phone; phone number; telephone; main phone; business phone; account phone; company phone; tel; "
        "telefon; telefonnummer; rufnummer; telephone principal; numero de telephone; telefono; "
        "numero de telefono; numero di telefono; telefoon; telefoonnummer; telefone; numero de telefone; "
        "phone work; main telephone; telefon zentrale",
        "city": "city; billing city; town; address 1 city; mailing city; shipping city; headquarters city; "
        "company city; ort; stadt; rechnungsort; ort rechnungsanschrift; rechnungsanschrift ort; ville; "
        "ville de facturation; ciudad; ciudad de facturacion; citta; citta di fatturazione; citta fatturazione; "
        "plaats; stad; factuurplaats; factureringsstad; cidade; cidade de cobranca; stad fakturering; by; postort; "
        "address city; city billing",
        "country": "country; billing country; country region; billing country region; address 1 country region; "
        "mailing country; shipping country; hq country; company country; country name; "
        "billing country code; land; rechnungsland; land region; land rechnungsanschrift; pays; "
        "pays de facturation; pays region; pais; pais de facturacion; pais region; paese; "
        "paese di fatturazione; nazione; paese regione; factuurland; factureringsland; pais de cobranca; "
        "land fakturering; address country; country billing",
        "parent": "parent account; parent company; parent; parent account name; parent organization; "
        "ultimate parent; parent company name; ubergeordneter account; muttergesellschaft; ubergeordnete firma; "
        "compte principal; maison mere; societe mere; cuenta principal; empresa matriz; account principale; "
        "societa controllante; bovenliggend account; moederbedrijf; conta principal; conta pai; overordnat konto; "
        "moderbolag",
        "description": "description; about us; account description; company description; notes; comments; "
        "beschreibung; bemerkungen; notizen; remarques; descripcion; notas; descrizione; note; omschrijving; "
        "beschrijving; opmerkingen; descricao; beskrivning; anteckningar; about",
        "next_step": "next step; next steps; next action; nachster schritt; nachste schritte; prochaine etape; "
        "siguiente paso; proximo paso; prossimo passo; volgende stap; nasta steg; proxima etapa",
        "next_step_due": "next step due; next step date; next action date; next activity date; due date of next step; "
        "next step due date; nachster schritt bis; date de la prochaine etape; next activity",
        "csm": "csm; customer success manager; primary csm; csm name; success manager; cs manager; cs owner; "
        "csm owner; customer success owner; kundenbetreuer; responsable succes client; assigned csm; account csm",
        "csm_since": "csm since; csm assigned date; csm start date",
        "backup_csm": "secondary csm; backup csm",
        "row_currency": "currency; account currency; currency iso code; currencyisocode; currency code; arr currency; "
        "iso currency; wahrung; kontowahrung; devise; moneda; divisa; valuta; moeda; transaction currency; "
        "deal currency; company currency; mrr currency",
    },
    "contacts": {
        "name": "full name; complete name; contact name; name; contact; display name; person name; contact full name; person; "
        "ansprechpartner; kontakt; kontaktname; nom complet; nom du contact; nombre completo; nombre del contacto; "
        "contacto; nome completo; nome contatto; contatto; volledige naam; contactpersoon; naam contact; "
        "nome do contato; contato; fullstandigt namn; kontaktperson",
        "first_name": "first name; given name; forename; vorname; prenom; nombre; nome; nome proprio; voornaam; "
        "primeiro nome; fornamn; fornavn; imie; contact first name",
        "last_name": "last name; surname; family name; nachname; familienname; nom; nom de famille; apellidos; "
        "apellido; cognome; achternaam; sobrenome; apelido; ultimo nome; efternamn; etternavn; nazwisko; "
        "contact last name",
        "crm_id": "id de fiche d informations; id d enregistrement; id de l enregistrement; id do registro; id record; "
        "post id; id de fiche; datensatz id kontakt; id de registro contacto; contact record; "
        "contact id; record id; contact record id; id; case safe contact id; record id contact; "
        "hs object id; "
        "contact id 18; person id; kontakt id; datensatz id; id du contact; id de contacto; id contatto; "
        "do not modify contact; id de registro; external id; contact guid; zoho id",
        "email": "e mail adresse kontakt; adresse e mail professionnelle; direccion de correo; correo electronico de trabajo; "
        "e mail adressen; direccion de correo electronico; endereco de email; mailadres; epost; "
        "email; e mail; email address; e mail address; work email; primary email; business email; "
        "contact email; e mail adresse; mail; courriel; adresse e mail; adresse email; correo; "
        "correo electronico; indirizzo e mail; posta elettronica; indirizzo email; e mailadres; e mailadress; "
        "endereco de e mail; e post; e postadress; email work; email 1",
        "title": "intitule de poste; poste occupe; stelle; jobtitel; functiebenaming; puesto de trabajo; denominacion del cargo; "
        "qualifica professionale; posizione lavorativa; stillingsbetegnelse; stilling; cargo na empresa; "
        "title; job title; position; role title; function; jobtitle; funktion; berufsbezeichnung; "
        "positionsbezeichnung; stellenbezeichnung; fonction; poste; intitule du poste; titre; cargo; puesto; "
        "qualifica; posizione; titolo; ruolo aziendale; functie; functietitel; titel; befattning; "
        "nome do cargo; jobbtitel; job position",
        "department": "department; team; abteilung; service; departement; departamento; reparto; ufficio; afdeling; "
        "avdelning; division",
        "role": "role; contact role; buying role; stakeholder role; rolle; role d achat; rol; ruolo; funcao; roll; "
        "buyer role; persona role",
        "influence": "influence; influence level; einfluss",
        "phone": "numero de telefono; numero di telefono; numero de telefone; telefoonnummer; mobiele telefoon; "
        "numero de telephone mobile; telephone mobile; handynummer; mobilfunknummer; telemovel; mobiel nummer; "
        "numero de telefono movil; numero di cellulare; numero de celular; "
        "phone; phone number; mobile; mobile phone; work phone; business phone; telephone; "
        "direct phone; cell; "
        "telefon; mobiltelefon; telefonnummer; mobil; handy; portable; numero de telephone; telefono; movil; "
        "telefono movil; cellulare; telefoon; mobiel; telefone; celular; mobilnummer; mobile phone number; "
        "phone work; phone mobile",
        "last_contact": "date de derniere activite; date de la derniere activite; fecha de la ultima actividad; "
        "fecha de ultima actividad; datum der letzten aktivitat; datum laatste activiteit; data da ultima atividade; "
        "data dell ultima attivita; dernier contact; ultimo contacto; laatst contact; "
        "last contact; last contacted; last contact date; last activity date; last activity; "
        "last touch; letzte aktivitat; letzter kontakt; derniere activite; ultima actividad; "
        "date du dernier contact; ultimo contatto; laatste activiteit; last contacted date",
        "left_on": "left on; left company on; departed on",
        "note": "note; notes; description; comments; beschreibung; notizen; notas",
        "account_id": "id d entreprise associee; ids d entreprises associees; id de l entreprise principale; "
        "id de empresa asociada; ids de empresas asociadas; id da empresa associada; id azienda associata; "
        "id van gekoppeld bedrijf; id des zugeordneten unternehmens; zugeordnete unternehmens ids; "
        "primare zugeordnete unternehmens id; id de empresa asociada principal; id bedrijf; ids des entreprises associees; "
        "id principal de la empresa asociada; associerat foretags id; tilknyttet virksomheds id; "
        "account id; company id; associated company id; primary associated company id; "
        "associated company ids; organization id; account record id; account name id; customer id; "
        "primary company id; firmen id; unternehmens id; id de l entreprise associee; organization name id; "
        "associated company ids primary; company record id; ids der zugeordneten unternehmen",
        "account_name": "entreprise associee; entreprises associees; entreprise principale associee; entreprise principale; "
        "nom de l entreprise; nom de l entreprise associee; primares zugeordnetes unternehmen; zugeordnete unternehmen; "
        "name des unternehmens; empresa asociada; empresas asociadas; empresa asociada principal; nombre de la empresa; "
        "empresa associada; empresas associadas; empresa principal; azienda associata; aziende associate; nome dell azienda; "
        "azienda principale; gekoppeld bedrijf; gekoppelde bedrijven; primair gekoppeld bedrijf; naam bedrijf; "
        "associerat foretag; tilknyttet virksomhed; virksomhed; firmanavn; primary company; company name primary; "
        "account name; account; company; company name; associated company; "
        "primary associated company; organization; organisation; organization name; customer; client; employer; "
        "firma; unternehmen; unternehmensname; firmenname; kunde; nom du compte; entreprise; societe; "
        "nombre de la cuenta; empresa; cuenta; nome account; azienda; accountnaam; bedrijf; bedrijfsnaam; "
        "nome da conta; nome da empresa; kontonamn; foretag; foretagsnamn; zugeordnetes unternehmen; related company; "
        "parent customer; zugehoriges unternehmen; associated company names",
        "account_domain": "nom de domaine de l entreprise; domain name des unternehmens; unternehmensdomain; "
        "nombre de dominio de la empresa; dominio da empresa; nome di dominio dell azienda; domeinnaam van bedrijf; webseiten url; "
        "url du site web; url del sitio web; website url; "
        "company domain; company domain name; account website; website; website url; domain; "
        "web site; webseite; site web; company website; email domain",
    },
    "readings": {
        "account_id": "account id; company id; customer id; organization id; crm id; id; record id; sfdc id; "
        "salesforce id; client id; kundennummer",
        "account_name": "account name; account; company; company name; customer; customer name; client; organization; "
        "firma; kunde; unternehmen; entreprise; societe; empresa; cliente; azienda; klant; bedrijf; kund; "
        "foretag; name",
        "account_domain": "domain; website; company domain; company domain name; webseite; site web",
        "indicator": "indicator; metric; measure; kpi; metric name; indicator name; kennzahl; indicateur; indicador; "
        "indicatore; metriek; event name; survey; survey type; question",
        "date": "date; month; week; day; period; measured on; reading date; as of; as of date; snapshot date; "
        "response date; recorded at; timestamp; datum; monat; woche; stichtag; mois; semaine; fecha; mes; data; "
        "mese; maand; manad; survey date; responded at; period end; date measured; week ending; month ending",
        "value": "value; reading; score; count; result; metric value; amount; wert; ergebnis; valeur; valor; valore; "
        "waarde; varde; rating; answer; nps score; csat score",
    },
    "touches": {
        "account_id": "account id; company id; customer id; related account id; associated company id; "
        "company account id; "
        "account record id",
        "account_name": "account name; account; company; company account; customer; related to; associated company; "
        "organization; regarding; firma; kunde; company name; what",
        "account_domain": "domain; website; company domain; company domain name",
        "type": "type; activity type; task subtype; call type; engagement type; typ; activity; channel; task type",
        "date": "date; due date; activity date; date time; start; start date; created date; completed date; datum; "
        "call date; meeting date; last modified date; end date; timestamp; due date only",
        "summary": "subject; summary; title; task; topic; betreff; objet; asunto; oggetto; onderwerp; assunto; amne",
        "detail": "description; comments; full comments; notes; body; note; details; call notes; beschreibung",
    },
    "subscriptions": {
        "line_id": "subscription id; subscription number; subscription; contract id; contract number; order id; "
        "line id; "
        "subscription name; contract line; order number; vertragsnummer; abonnement; subscription line; item id",
        "arr": "arr; annual recurring revenue; annual amount; annual value; acv; annual contract value; "
        "yearly amount; annual price; arr amount; annualized amount",
        "mrr": "mrr; monthly recurring revenue; monthly amount; monthly price; amount per month; monthly fee; "
        "monthly mrr; monthly value; monatlicher betrag; monatsbetrag",
        "quarterly": "quarterly amount; amount per quarter; quarterly recurring revenue; qrr",
        "start": "start; start date; subscription start date; begin; from; term start; term start date; "
        "vertragsbeginn; "
        "contract start date; started at; effective date; created; subscription start; valid from; beginn; "
        "activated on",
        "end": "end; end date; subscription end date; until; to; term end; term end date; vertragsende; ended at; "
        "contract end date; cancelled at; canceled at; expiry date; expiration date; subscription end; ends on; "
        "valid to; ende; cancel date; cancellation date; next renewal date; renewal date",
        "line_status": "status; subscription status; state; contract status; line status",
        "product": "product; plan; product name; plan name; item; sku; product family; package; produkt; edition",
        "seats": "seats; quantity; licenses; licences; qty; users; menge; units",
    },
}
_SHARED = {"subscriptions": ("name", "crm_id", "domain", "owner", "row_currency")}

WEAK: dict[str, dict[str, str]] = {
    "accounts": {
        "name": "name; nom; nombre; nome; naam; namn; navn; nazwa; title; full name; bezeichnung",
        "arr": "amount; contract value; value; revenue; recurring revenue; total contract value; betrag; montant; "
        "importe; importo; bedrag; valor; belopp; total amount; subscription amount; contract amount; price",
        "stage": "status; customer status; account status; type",
        "product": "plan; subscription",
        "renewal_date": "close date; expires; due date; date",
        "tier": "rating; priority; class; level; abc",
        "phone": "mobile; fax phone",
        "parent": "group; holding; konzern",
    },
    "subscriptions": {
        "name": "name",
        "arr": "amount; price; value; total; betrag; montant; contract value; total contract value; revenue",
        "line_id": "id; name",
    },
    "contacts": {"account_name": "parent account; business", "crm_id": "contact"},
    "readings": {},
    "touches": {},
}
"""Names that mean the field only when nothing better does and the values agree."""

_OTHER = (
    "annual revenue; type; billing street; billing address; billing state province; billing zip postal code; "
    "fax; ticker symbol; "
    "sic code; ownership; rating; created date; last modified date; created by; last modified by; last activity date; "
    "create date; lead status; postal code; zip code; street; state; region; opportunity name; deal name; "
    "deal stage; probability; close date; amount; lead source; forecast category; expected revenue; fiscal period; "
    "salutation; mobile phone; assistant; reports to; case number; case owner; subject; priority; ticket id; "
    "jahresumsatz; plz; strasse; bundesland; erstellt am; erstellungsdatum; code postal; chiffre d affaires; rue; "
    "codigo postal; ingresos anuales; cap; fatturato annuo; postcode; account type; account source; "
    "do not modify row checksum; "
    "do not modify modified on; tag; tags; label; territory; active; sla; number of locations; year founded; "
    "time zone; "
    "linkedin company page; created time; modified time; deal owner; pipeline; lead owner; partner; campaign name; "
    "logins; active users; wau; mau; dau; nps; csat; open tickets; adoption; usage"
)
"""Names of columns that are not imported by themselves but prove that a row is a header row."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOISE = re.compile(r"[^0-9a-z]+")
_NOT_MODIFY = re.compile(r"^\(do not modify\)\s*", re.I)
_CURRENCY_TAIL = re.compile(r"[\s(\[,_-]+(?P<code>[A-Za-z]{3}|[$€£¥₹])\s*[)\]]?\s*$")
JOINED = re.compile(
    r"^(account|accounts|company|companies|organization|organisation|contact|person|deal|opportunity|lead|customer|client"
    r"|subscription|contract|asset|unternehmen|firma|kunde|kontakt)(?: block(?: \d+)?)?"
    r"\s*(?::|\s[-–—]\s)\s*(?P<rest>.+)$",
    re.I,
)
"""A header with its object before it, as joined reports ("Account: Name") and Pipedrive ("Deal - Title") write them."""


@cache
def key(header: str) -> str:
    """The comparison form of a header: no case, accents, punctuation, `__c`, camel case or "(Do Not Modify)"."""
    text = _NOT_MODIFY.sub("", header.strip())
    text = re.sub(r"__c$|__r$|__pc$", "", text, flags=re.I)
    text = re.sub(r"^x_(studio_)?(?=\w)", "", text)  # Odoo's own mark of a field that somebody added.
    if text.isascii() and " " not in text:
        text = _CAMEL.sub(" ", text)
    return " ".join(_NOISE.sub(" ", fold(text)).split())


@cache
def currency_of(header: str) -> str | None:
    """The ISO code or symbol that ends a header such as "ARR (EUR)"; None when there is none."""
    match = _CURRENCY_TAIL.search(header)
    if not match or not match.start() or not (match["code"] in CODES or not match["code"].isalpha()):
        return None
    return match["code"]


def without_currency(header: str) -> str:
    """The header without its trailing currency."""
    match = _CURRENCY_TAIL.search(header)
    return header[: match.start()] if match and currency_of(header) else header


def _names(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


@cache
def synonyms(object_name: str) -> dict[str, str]:
    """Comparison key to field, for the strong names of an object."""
    found: dict[str, str] = {}
    for field in _SHARED.get(object_name, ()):
        for name in _names(_FIELDS["accounts"][field]):
            found.setdefault(name, field)
    for field, text in _FIELDS[object_name].items():
        for name in _names(text):
            found[name] = field
    return found


@cache
def weak(object_name: str) -> dict[str, tuple[str, ...]]:
    """Comparison key to the fields it might mean, for the weak names of an object."""
    found: dict[str, list[str]] = {}
    for field, text in WEAK[object_name].items():
        for name in _names(text):
            found.setdefault(name, []).append(field)
    return {name: tuple(fields) for name, fields in found.items()}


@cache
def _every() -> frozenset[str]:
    names = set(_names(_OTHER))
    for object_name in _FIELDS:
        names.update(synonyms(object_name))
        names.update(weak(object_name))
    return frozenset(names)


@cache
def is_name(cell: str) -> bool:
    """Whether a cell is the name of a column that CSDesk knows, in any language and object."""
    if not 1 < len(cell) < 80:
        return False
    if key(cell) in _every():
        return True
    joined = JOINED.match(cell.strip())
    if joined and key(joined["rest"]) in _every():
        return True
    return bool(currency_of(cell)) and key(without_currency(cell)) in _every()


@cache
def others() -> frozenset[str]:
    """Names of well-known columns that are not imported by themselves, such as the customer's own annual revenue."""
    return frozenset(_names(_OTHER))
