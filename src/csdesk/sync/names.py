"""The names of the columns of everything but accounts: people, readings, touches, subscriptions and renewals."""

from __future__ import annotations

from csdesk.sync.names_accounts import ACCOUNTS

CONTACTS: dict[str, str] = {
    "name": """
        full name; complete name; contact name; name; contact; display name; person name; contact full name;
        person; ansprechpartner; kontakt; kontaktname; nom complet; nom du contact; nombre completo; nombre
        del contacto; contacto; nome completo; nome contatto; contatto; volledige naam; contactpersoon; naam
        contact; nome do contato; contato; fullstandigt namn; kontaktperson
    """,
    "first_name": """
        first name; given name; forename; vorname; prenom; nombre; nome; nome proprio; voornaam; primeiro
        nome; fornamn; fornavn; imie; contact first name
    """,
    "last_name": """
        last name; surname; family name; nachname; familienname; nom; nom de famille; apellidos; apellido;
        cognome; achternaam; sobrenome; apelido; ultimo nome; efternamn; etternavn; nazwisko; contact last
        name
    """,
    "crm_id": """
        id de fiche d informations; id d enregistrement; id de l enregistrement; id do registro; id record;
        post id; id de fiche; datensatz id kontakt; id de registro contacto; contact record; contact id;
        record id; contact record id; id; case safe contact id; record id contact; hs object id; contact id
        18; person id; kontakt id; datensatz id; id du contact; id de contacto; id contatto; do not modify
        contact; id de registro; external id; contact guid; zoho id
    """,
    "email": """
        e mail adresse kontakt; adresse e mail professionnelle; direccion de correo; correo electronico de
        trabajo; e mail adressen; direccion de correo electronico; endereco de email; mailadres; epost;
        email; e mail; email address; e mail address; work email; primary email; business email; contact
        email; e mail adresse; mail; courriel; adresse e mail; adresse email; correo; correo electronico;
        indirizzo e mail; posta elettronica; indirizzo email; e mailadres; e mailadress; endereco de e mail;
        e post; e postadress; email work; email 1
    """,
    "title": """
        intitule de poste; poste occupe; stelle; jobtitel; functiebenaming; puesto de trabajo; denominacion
        del cargo; qualifica professionale; posizione lavorativa; stillingsbetegnelse; stilling; cargo na
        empresa; title; job title; position; role title; function; jobtitle; funktion; berufsbezeichnung;
        positionsbezeichnung; stellenbezeichnung; fonction; poste; intitule du poste; titre; cargo; puesto;
        qualifica; posizione; titolo; ruolo aziendale; functie; functietitel; titel; befattning; nome do
        cargo; jobbtitel; job position
    """,
    "department": """
        department; team; abteilung; service; departement; departamento; reparto; ufficio; afdeling;
        avdelning; division
    """,
    "role": """
        role; contact role; buying role; stakeholder role; rolle; role d achat; rol; ruolo; funcao; roll;
        buyer role; persona role
    """,
    "influence": "influence; influence level; einfluss",
    "phone": """
        numero de telefono; numero di telefono; numero de telefone; telefoonnummer; mobiele telefoon; numero
        de telephone mobile; telephone mobile; handynummer; mobilfunknummer; telemovel; mobiel nummer;
        numero de telefono movil; numero di cellulare; numero de celular; phone; phone number; mobile;
        mobile phone; work phone; business phone; telephone; direct phone; cell; telefon; mobiltelefon;
        telefonnummer; mobil; handy; portable; numero de telephone; telefono; movil; telefono movil;
        cellulare; telefoon; mobiel; telefone; celular; mobilnummer; mobile phone number; phone work; phone
        mobile
    """,
    "last_contact": """
        date de derniere activite; date de la derniere activite; fecha de la ultima actividad; fecha de
        ultima actividad; datum der letzten aktivitat; datum laatste activiteit; data da ultima atividade;
        data dell ultima attivita; dernier contact; ultimo contacto; laatst contact; last contact; last
        contacted; last contact date; last activity date; last activity; last touch; letzte aktivitat;
        letzter kontakt; derniere activite; ultima actividad; date du dernier contact; ultimo contatto;
        laatste activiteit; last contacted date
    """,
    "left_on": """
        left on; left company on; departed on; left company; leaving date; departure date; left date;
        ausgeschieden am; date de depart; fecha de salida; datum uit dienst
    """,
    "note": "note; notes; description; comments; beschreibung; notizen; notas",
    "account_id": """
        id d entreprise associee; ids d entreprises associees; id de l entreprise principale; id de empresa
        asociada; ids de empresas asociadas; id da empresa associada; id azienda associata; id van gekoppeld
        bedrijf; id des zugeordneten unternehmens; zugeordnete unternehmens ids; primare zugeordnete
        unternehmens id; id de empresa asociada principal; id bedrijf; ids des entreprises associees; id
        principal de la empresa asociada; associerat foretags id; tilknyttet virksomheds id; account id;
        company id; associated company id; primary associated company id; associated company ids;
        organization id; account record id; account name id; customer id; primary company id; firmen id;
        unternehmens id; id de l entreprise associee; organization name id; associated company ids primary;
        company record id; ids der zugeordneten unternehmen
    """,
    "account_name": """
        entreprise associee; entreprises associees; entreprise principale associee; entreprise principale;
        nom de l entreprise; nom de l entreprise associee; primares zugeordnetes unternehmen; zugeordnete
        unternehmen; name des unternehmens; empresa asociada; empresas asociadas; empresa asociada
        principal; nombre de la empresa; empresa associada; empresas associadas; empresa principal; azienda
        associata; aziende associate; nome dell azienda; azienda principale; gekoppeld bedrijf; gekoppelde
        bedrijven; primair gekoppeld bedrijf; naam bedrijf; associerat foretag; tilknyttet virksomhed;
        virksomhed; firmanavn; primary company; company name primary; account name; account; company;
        company name; associated company; primary associated company; organization; organisation;
        organization name; customer; client; employer; firma; unternehmen; unternehmensname; firmenname;
        kunde; nom du compte; entreprise; societe; nombre de la cuenta; empresa; cuenta; nome account;
        azienda; accountnaam; bedrijf; bedrijfsnaam; nome da conta; nome da empresa; kontonamn; foretag;
        foretagsnamn; zugeordnetes unternehmen; related company; parent customer; zugehoriges unternehmen;
        associated company names
    """,
    "account_domain": """
        nom de domaine de l entreprise; domain name des unternehmens; unternehmensdomain; nombre de dominio
        de la empresa; dominio da empresa; nome di dominio dell azienda; domeinnaam van bedrijf; webseiten
        url; url du site web; url del sitio web; website url; company domain; company domain name; account
        website; website; domain; web site; webseite; site web; company website; email domain
    """,
}

READINGS: dict[str, str] = {
    "account_id": """
        account id; company id; customer id; organization id; crm id; id; record id; sfdc id; salesforce id;
        client id; kundennummer
    """,
    "account_name": """
        account name; account; company; company name; customer; customer name; client; organization; firma;
        kunde; unternehmen; entreprise; societe; empresa; cliente; azienda; klant; bedrijf; kund; foretag;
        name
    """,
    "account_domain": "domain; website; company domain; company domain name; webseite; site web",
    "indicator": """
        indicator; metric; measure; kpi; metric name; indicator name; kennzahl; indicateur; indicador;
        indicatore; metriek; event name; survey; survey type; question
    """,
    "date": """
        date; month; week; day; period; measured on; reading date; as of; as of date; snapshot date;
        response date; recorded at; timestamp; datum; monat; woche; stichtag; mois; semaine; fecha; mes;
        data; mese; maand; manad; survey date; responded at; period end; date measured; week ending; month
        ending; metric date;
        event date; usage date; value date; measurement date; log date; activity day; submitted at; submitted on
    """,
    "value": """
        value; reading; score; count; result; metric value; amount; wert; ergebnis; valeur; valor; valore;
        waarde; varde; rating; answer; nps score; csat score
    """,
}

TOUCHES: dict[str, str] = {
    "account_id": """
        account id; company id; customer id; related account id; associated company id; company account id;
        account record id; associated company ids; related to id; what id; whatid; accountid; id du compte;
        primary associated company id
    """,
    "account_name": """
        account name; account; company; company account; customer; related to; associated company;
        organization; regarding; firma; kunde; company name; what; account name company; related account;
        company name associated; associated companies; primary associated company; companies; organisation;
        client; company account name; what name; kunde unternehmen; entreprise; compte; nom du compte;
        empresa; cuenta; azienda; bedrijf; regarding account; zugeordnetes unternehmen
    """,
    "account_domain": "domain; website; company domain; company domain name; account website",
    "type": """
        type; activity type; task subtype; call type; engagement type; typ; channel; task type; activity
        kind; record type; object type; activity subtype; hs activity type; aktivitatstyp; type d activite;
        tipo de actividad; tipo attivita; activiteitstype; tipo de atividade
    """,
    "date": """
        date; due date; activity date; date time; start; start date; created date; completed date; datum;
        call date; meeting date; end date; timestamp; due date only; activity time; call start time; call
        time; meeting start time; meeting time; start time; start date time; startdatetime; activitydate;
        activitydatetime; date sent; sent date; send date; email send date; sent on; completed at; completed
        on; completion date; last activity; logged at; held on; occurred on; occurred at; aktivitatsdatum;
        falligkeitsdatum; fallig am; date d echeance; date de l activite; fecha de vencimiento; fecha de
        actividad; data attivita; activiteitsdatum; vervaldatum; data da atividade; create date; created at;
        creation date; begin; beginn; scheduled start; actual start; actual end; due on; add time; marked as
        done time; due date time
    """,
    "summary": """
        subject; summary; title; task; topic; betreff; objet; asunto; oggetto; onderwerp; assunto; amne;
        call title; meeting name; meeting title; email subject; email subject line; meeting subject;
        activity subject; activity title; task title; task name; task subject; event name; event subject;
        name of activity; call subject; title of the activity; activity name; note title; betrefftext;
        titre; titel; titulo; onderwerp van gesprek; activity
    """,
    "detail": """
        description; comments; full comments; notes; body; note; details; call notes; beschreibung; email
        body; meeting description; meeting notes; internal meeting notes; call body; call notes and outcome;
        body preview; description comments; task notes; text; content; message; note body; notiz; notizen;
        kommentare; commentaires; remarques; comentarios; commenti; opmerkingen; public description; public
        note; email text; outcome notes
    """,
    "contact": """
        contact; contact name; name; who; with; attendee; participants; attendees; contacts; associated
        contact; associated contacts; contacted person; invitee; primary contact; kontakt; ansprechpartner;
        nom du contact; contacto; contatto; contactpersoon; to; recipient; called person; person; regarding
        contact
    """,
    "email": """
        contact email; email; e mail; to email; email to address; recipient email; associated contact email;
        to address; attendee email
    """,
    "status": """
        email send status; call status;
        status; task status; activity status; state; completed; done; is closed; isclosed; closed; statut;
        estado; stato; aktivitatsstatus; outcome; call outcome; meeting outcome; call status; activity
        outcome
    """,
}

SUBSCRIPTIONS: dict[str, str] = {
    "line_id": """
        subscription id; subscription number; subscription; contract id; contract number; order id; line id;
        subscription name; contract line; order number; vertragsnummer; abonnement; subscription line; item
        id
    """,
    "arr": """
        arr; annual recurring revenue; annual amount; annual value; acv; annual contract value; yearly
        amount; annual price; arr amount; annualized amount
    """,
    "mrr": """
        mrr; monthly recurring revenue; monthly amount; monthly price; amount per month; monthly fee;
        monthly mrr; monthly value; monatlicher betrag; monatsbetrag
    """,
    "quarterly": "quarterly amount; amount per quarter; quarterly recurring revenue; qrr",
    "start": """
        start; start date; subscription start date; begin; from; term start; term start date;
        vertragsbeginn; contract start date; started at; effective date; created; subscription start; valid
        from; beginn; activated on
            ; current period start; current period start utc; current term start
    """,
    "end": """
        end; end date; subscription end date; until; to; term end; term end date; vertragsende; ended at;
        contract end date; cancelled at; canceled at; expiry date; expiration date; subscription end; ends
        on; valid to; ende; cancel date; cancellation date; next renewal date; renewal date
            ; current period end; current period end utc; current term end
    """,
    "interval": """
        interval; billing interval; billing period; billing frequency; plan interval; price interval; frequency;
        billing cycle; payment frequency; abrechnungszeitraum; abrechnungsintervall; zahlungsintervall; periodicite;
        frequence de facturation; periodicidad; frecuencia de facturacion; frequenza di fatturazione;
        factureringsfrequentie; periodicidade
    """,
    "line_status": "status; subscription status; state; contract status; line status",
    "product": "product; plan; product name; plan name; item; sku; product family; package; produkt; edition",
    "seats": "seats; quantity; licenses; licences; qty; users; menge; units",
}

RENEWALS: dict[str, str] = {
    "name": """
        account name; account; company; company name; customer; customer name; client; client name;
        organization name; organisation name; organization; organisation; associated company; primary
        associated company; account account name; related account; kunde; kundenname; firma; unternehmen;
        nom du compte; compte; societe; nombre de la cuenta; cuenta; cliente; nome account; azienda;
        accountnaam; klant; bedrijf; nome da conta; entreprise; empresa; deal organization; associated
        companies; nom de l entreprise; name des unternehmens
    """,
    "crm_id": """
        account id; accountid; company id; customer id; client id; associated company id; associated company
        ids; primary associated company id; organization id; account id 18; case safe account id; account
        record id; sfdc account id; salesforce account id; kundennummer; id du compte; id de la cuenta
    """,
    "domain": """
        domain; company domain; company domain name; account website; website; associated company domain
    """,
    "line_id": """
        opportunity id; deal id; contract id; contract number; renewal id; record id; opportunity id 18;
        agreement number; agreement id; order number; id; vertragsnummer; numero de contrat; numero de
        contrato; contractnummer; numero contratto
    """,
    "line_name": """
        opportunity name; opportunity; deal name; renewal name; contract name; dealname; renewal; contract;
        agreement; agreement name; deal; title; name; vertrag; vertragsname; nom de la transaction; nom de l
        opportunite; nombre del negocio; nombre de la oportunidad; opportunita; dealnaam; nome do negocio
    """,
    "line_type": """
        type; opportunity type; deal type; record type; opportunity record type; renewal type; typ; type de
        transaction; tipo de negocio; tipo di opportunita; contract type; pipeline; deal pipeline; motion
    """,
    "arr": """
        arr; amount; renewal amount; renewal arr; contract value arr; annual contract value; acv; annual
        recurring revenue; contract value; annual value; annual amount; renewal value; arr amount; renewal
        acv; deal amount; forecasted renewal amount; prior arr; current arr; expiring arr; available to
        renew; atr; betrag; montant; importe; importo; bedrag; valor; deal value; value; amount in company
        currency; arr up for renewal
    """,
    "mrr": "mrr; monthly recurring revenue; monthly amount; monthly value; monthly fee",
    "tcv": """
        total contract value; tcv; contract total; total value; gesamtwert; valeur totale du contrat; valor
        total del contrato
    """,
    "date": """
        close date; renewal date; expected close date; closing date; renewal close date; renewal due; renews
        on; next renewal date; forecast close date; due date; abschlussdatum; voraussichtlicher abschluss;
        verlangerungsdatum; date de cloture; date de fermeture; date de renouvellement; fecha de cierre;
        fecha de renovacion; data di chiusura; data di rinnovo; sluitingsdatum; verlengingsdatum; data de
        fechamento; closedate; expected closing
    """,
    "end": """
        contract end; contract end date; end date; expiration date; expiry date; contract expiration date;
        term end; term end date; subscription end date; current term end date; ends on; valid to;
        vertragsende; laufzeitende; date de fin de contrat; date de fin du contrat; fin de contrato; fecha
        de fin; scadenza; data fine contratto; einddatum; einddatum contract; contract enddate; enddate
    """,
    "start": """
        contract start; contract start date; start date; term start; term start date; effective date;
        subscription start date; begin; valid from; startdate; activated date; vertragsbeginn; date de
        debut; debut du contrat; fecha de inicio; data inizio contratto; begindatum; startdatum; customer
        since
    """,
    "line_status": """
        stage; status; opportunity stage; deal stage; contract status; renewal status; state; stage name;
        stagename; dealstage; renewal stage; phase; etape; statut; etapa; estado; fase; stato; line status;
        activated; outcome; forecast category; sales stage
    """,
    "product": """
        product; products; product name; product family; plan; plan name; package; edition; produkt;
        produit; producto; prodotto
    """,
    "seats": """
        seats; quantity; licenses; licences; licensed seats; qty; users; number of seats; renewal quantity;
        total opportunity quantity; menge; unites; unidades
    """,
    **{field: ACCOUNTS[field] for field in ("notice_days", "notice_date", "term_months", "auto_renews")},
}

WEAK: dict[str, dict[str, str]] = {
    "accounts": {
        "name": "name; nom; nombre; nome; naam; namn; navn; nazwa; title; full name; bezeichnung",
        "arr": """
            amount; contract value; value; revenue; recurring revenue; total contract value; betrag;
            montant; importe; importo; bedrag; valor; belopp; total amount; subscription amount; contract
            amount; price; renewal amount; renewal value; contract price; current contract value; annual
            price; annual fee; yearly fee; subscription value; license value; licence value
        """,
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
    "contacts": {
        "account_name": "parent account; business",
        "crm_id": "contact",
    },
    "readings": {},
    "touches": {
        "date": "last modified date; created; created time; end; end time; end date; due",
        "summary": "name; note; body",
        "type": "channel; kind",
    },
    "renewals": {
        "name": "name; customer account",
        "arr": "price; revenue; total; expected revenue",
        "date": "date",
        "end": "expires; expiration",
    },
}
"""Names that mean the field only when nothing better does and the values agree."""

OTHER = """
    annual revenue; type; billing street; billing address; billing state province; billing zip postal code;
    fax; ticker symbol; sic code; ownership; rating; created date; last modified date; created by; last
    modified by; last activity date; create date; lead status; postal code; zip code; street; state; region;
    opportunity name; deal name; deal stage; probability; close date; amount; lead source; forecast
    category; expected revenue; fiscal period; salutation; mobile phone; assistant; reports to; case number;
    case owner; subject; priority; ticket id; jahresumsatz; plz; strasse; bundesland; erstellt am;
    erstellungsdatum; code postal; chiffre d affaires; rue; codigo postal; ingresos anuales; cap; fatturato
    annuo; postcode; account type; account source; do not modify row checksum; do not modify modified on;
    tag; tags; label; territory; active; sla; number of locations; year founded; time zone; linkedin company
    page; created time; modified time; deal owner; pipeline; lead owner; partner; campaign name; logins;
    active users; wau; mau; dau; nps; csat; open tickets; adoption; usage
"""
"""Names of columns that are not imported by themselves but prove that a row is a header row."""
