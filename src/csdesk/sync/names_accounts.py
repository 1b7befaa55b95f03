"""The names that CRM products and people give to the columns of accounts, by field, in ten languages."""

from __future__ import annotations

ACCOUNTS: dict[str, str] = {
    "name": """
        account name; complete name; company name; company; customer; customer name; client; client name;
        organization name; organisation name; organization; organisation; account; display name; business
        name; legal name; partner; firma; firmenname; unternehmen; unternehmensname; name des unternehmens;
        kunde; kundenname; kontoname; accountname; nom du compte; nom de l entreprise; societe; nom de la
        societe; raison sociale; entreprise; nom du client; compte; nombre de la cuenta; nombre de cuenta;
        nombre de la empresa; empresa; cliente; nombre del cliente; razon social; cuenta; nome account; nome
        azienda; nome dell azienda; azienda; ragione sociale; nome cliente; societa; accountnaam;
        bedrijfsnaam; naam bedrijf; bedrijf; klant; klantnaam; organisatie; nome da conta; nome da empresa;
        nome do cliente; razao social; conta; kontonamn; foretagsnamn; foretag; kund; kundnamn; firmanavn;
        kundenavn; virksomhed; selskap; nazwa konta; nazwa firmy; klient; associated company; primary
        associated company; customer account; account customer
    """,
    "crm_id": """
        id de fiche d informations; id d informations de l entreprise; id do registro; id record; datensatz
        id unternehmen; firmen id; unternehmens id; id de la empresa; bedrijfs id; id fiche; account id;
        company id; record id; organization id; organisation id; customer id; client id; crm id; account id
        18; case safe account id; case safe id; account 18 digit id; salesforce id; salesforce account id;
        sfdc id; sfdc account id; hs object id; hubspot id; hubspot company id; id; external id; account
        guid; company record id; record id company; zoho id; account record id; account number;
        kundennummer; kunden id; account nr; datensatz id; kunden nr; debitorennummer; id du compte; id de l
        entreprise; numero client; id de la cuenta; id de empresa; id de registro; id account; id azienda;
        codice cliente; record id azienda; klantnummer; account id klant; record id bedrijf; id da conta; id
        da empresa; codigo do cliente; konto id; foretags id; kundnummer; post id; database id; do not
        modify account; id d enregistrement; id de l enregistrement; record id objekt
    """,
    "domain": """
        domain; company domain name; company domain; website; web site; url; website url; account website;
        homepage; web; site; email domain; primary domain; domain name; webseite; internetseite; domane;
        domain name des unternehmens; unternehmensdomain; site web; site internet; domaine; nom de domaine
        de l entreprise; sitio web; pagina web; dominio; nombre de dominio de la empresa; sito web; sito;
        dominio aziendale; nome di dominio dell azienda; site da web; site da empresa; dominio da empresa;
        webbplats; hemsida; hjemmeside; strona www; domeinnaam; domeinnaam van bedrijf; websites; account
        site url
    """,
    "industry": """
        industry; sector; vertical; industry group; primary industry; branche; wirtschaftszweig; secteur;
        secteur d activite; industrie; industria; sector de actividad; sector industrial; settore; settore
        industriale; bedrijfstak; setor; setor de atividade; ramo; bransch; bransje; branza
    """,
    "size": """
        company size; employees; number of employees; no of employees; num employees; employee count;
        employee range; headcount; company headcount; size; staff; mitarbeiter; anzahl mitarbeiter;
        mitarbeiterzahl; mitarbeiteranzahl; anzahl der mitarbeiter; unternehmensgrosse; effectif; effectifs;
        nombre d employes; nombre de salaries; nombre d employes de l entreprise; empleados; numero de
        empleados; cantidad de empleados; dipendenti; numero di dipendenti; numero dipendenti; aantal
        werknemers; aantal medewerkers; medewerkers; funcionarios; numero de funcionarios; antal anstallda;
        anstallda; antall ansatte
    """,
    "segment": """
        segment; customer segment; market segment; account segment; business segment; kundensegment;
        segmento; segmento de cliente; klantsegment; kundsegment; segmento cliente; company segment
    """,
    "product": """
        product; products; product name; product s; plan name; edition; package; subscription plan; produkt;
        produkte; produktname; produit; produits; producto; productos; prodotto; prodotti; produto;
        produtos; products owned; licensed products; current plan
    """,
    "tier": """
        tier; customer tier; account tier; service tier; cs tier; success tier; tier level; kundenklasse;
        kategorie abc; niveau client; nivel de cliente; livello cliente; klantniveau; kundniva; csm tier
    """,
    "stage": """
        stage; cs stage; customer stage; lifecycle stage; customer lifecycle stage; journey stage; account
        stage; phase; lebenszyklusphase; phase du cycle de vie; etapa del ciclo de vida; fase del ciclo di
        vita; levenscyclusfase; estagio do ciclo de vida; livscykelstadium; lifecycle phase
    """,
    "owner": """
        fur das unternehmen zustandiger mitarbeiter; zustandiger fur das unternehmen;
        bedrijfsverantwoordelijke; responsable de la empresa; responsable de l entreprise; virksomhedsejer;
        account owner; owner; company owner; account owner name; owner name; owner full name; record owner;
        account manager; account executive; organization owner; assigned to; salesperson; sales rep; sales
        person; inhaber; kontoinhaber; accountinhaber; besitzer; zustandig; zustandiger mitarbeiter;
        betreuer; verkaufer; vertriebsmitarbeiter; proprietaire; proprietaire du compte; proprietaire de l
        entreprise; responsable; responsable du compte; vendeur; propietario; propietario de la cuenta;
        propietario de la empresa; propietario de empresa; comercial; proprietario; titolare account;
        proprietario account; proprietario azienda; proprietario dell azienda; venditore; accounteigenaar;
        eigenaar; eigenaar account; eigenaar van bedrijf; bedrijfseigenaar; proprietario da conta;
        proprietario da empresa; vendedor; kontoagare; agare; foretagsagare; saljare; unternehmensinhaber;
        zustandiger mitarbeiter fur unternehmen; besitzer des accounts; account eigenaar
    """,
    "arr": """
        arr; annual recurring revenue; current arr; contracted arr; total arr; account arr; arr value;
        annual recurring rev; acv; annual contract value; arr amount; annualized recurring revenue;
        annualised recurring revenue; recurring revenue annual; yearly recurring revenue; arr current;
        jahrlich wiederkehrender umsatz; jahrlich wiederkehrende umsatze; wiederkehrender jahresumsatz;
        jahresvertragswert; revenu annuel recurrent; revenu recurrent annuel; revenus recurrents annuels;
        ingresos recurrentes anuales; ingresos anuales recurrentes; valor anual del contrato; ricavi
        ricorrenti annuali; ricavo ricorrente annuo; entrate ricorrenti annuali; jaarlijks terugkerende
        omzet; jaarlijkse terugkerende omzet; receita recorrente anual; arlig aterkommande intakt; arliga
        aterkommande intakter; contract value annual; annual subscription value; contract value arr; arr
        contract value; renewal arr; contracted annual value; subscription arr; net arr; ending arr; arr
        usd; arr eur; arr gbp; total recurring revenue annual; annual recurring value; contracted recurring
        revenue; recurring annual value; annualised contract value; annualized contract value
    """,
    "mrr": """
        mrr; monthly recurring revenue; current mrr; monthly recurring rev; total mrr; contracted mrr;
        monthly mrr; monatlich wiederkehrender umsatz; revenu mensuel recurrent; revenu recurrent mensuel;
        ingresos recurrentes mensuales; ricavi ricorrenti mensili; maandelijks terugkerende omzet; receita
        recorrente mensal; manatlig aterkommande intakt
    """,
    "arr_at_risk": "arr at risk; at risk arr; revenue at risk; risk amount; arr gefahrdet",
    "contract_start": """
        contract start; contract start date; start date; subscription start; customer since; subscription
        start date; contract begin; go live date; became a customer date; become a customer date; original
        contract date; vertragsbeginn; vertragsstart; kunde seit; date de debut du contrat; debut du
        contrat; client depuis; fecha de inicio del contrato; inicio de contrato; cliente desde; data inizio
        contratto; inizio contratto; begindatum contract; contract startdatum; klant sinds; data de inicio
        do contrato; inicio do contrato; avtalsstart; avtalets startdatum; kund sedan; close date won
    """,
    "renewal_date": """
        renewal date; next renewal date; next renewal; renewal; contract renewal date; contract end;
        contract end date; subscription end date; subscription end; end date; expiration date; expiry date;
        expiry; contract expiration; contract expiration date; contract expiry; license end date; licence
        end date; renewal due; renews on; account renewal date; term end date; verlangerungsdatum;
        verlangerung am; vertragsende; vertragsverlangerung; laufzeitende; vertrag bis; date de
        renouvellement; renouvellement; prochain renouvellement; date de fin de contrat; date de fin du
        contrat; fin de contrat; date d echeance; echeance; fecha de renovacion; renovacion; fecha de
        vencimiento; fin de contrato; fecha de fin de contrato; data di rinnovo; data rinnovo; rinnovo;
        scadenza; scadenza contratto; data scadenza; data fine contratto; verlengingsdatum; verlenging;
        einddatum contract; contract einddatum; contracteinde; data de renovacao; data da renovacao;
        renovacao; vencimento; data de vencimento; fim do contrato; fornyelsedatum; fornyelse; avtalsslut;
        avtalets slutdatum; slutdatum; renewal datum; renewal on; renewal close date; next contract renewal;
        contract ends; contract end on; current term end; current term end date; subscription renewal date;
        subscription ends; subscription renews on; license expiration date; licence expiry; maintenance end
        date; arr renewal date; enddatum; vertragsende am; date de fin d abonnement; fecha fin de contrato;
        data fim do contrato; fornyelsesdatum; fornyelsesdato
    """,
    "health_score": """
        health score; health; customer health score; customer health; account health score; cs health score;
        gesundheitswert; score de sante; indice de salud; punteggio di salute; gezondheidsscore; halsopoang;
        pontuacao de saude
    """,
    "seats": """
        seats; licenses; licences; number of seats; number of licenses; user licenses; licensed users; seat
        count; license count; quantity; lizenzen; anzahl lizenzen; nombre de licences; licencias; numero de
        licencias; licenze; aantal licenties; licenties; licencas; antal licenser; plazas; licensed seats;
        contracted seats; purchased seats; seats purchased; seats sold; paid seats; paid licenses; paid
        users; active licenses; license quantity; licence quantity; total seats; user seats; sitzplatze;
        anzahl nutzer; nombre d utilisateurs; numero de usuarios; aantal gebruikers; numero di utenti;
        numero de usuarios licenciados
    """,
    "support_plan": """
        support plan; support level; support tier; support package; sla; support; supportplan; supportstufe;
        plan de support; plan de soporte; piano di supporto; plano de suporte
    """,
    "phone": """
        phone; phone number; telephone; main phone; business phone; account phone; company phone; tel;
        telefon; telefonnummer; rufnummer; telephone principal; numero de telephone; telefono; numero de
        telefono; numero di telefono; telefoon; telefoonnummer; telefone; numero de telefone; phone work;
        main telephone; telefon zentrale
    """,
    "city": """
        city; billing city; town; address 1 city; mailing city; shipping city; headquarters city; company
        city; ort; stadt; rechnungsort; ort rechnungsanschrift; rechnungsanschrift ort; ville; ville de
        facturation; ciudad; ciudad de facturacion; citta; citta di fatturazione; citta fatturazione;
        plaats; stad; factuurplaats; factureringsstad; cidade; cidade de cobranca; stad fakturering; by;
        postort; address city; city billing
    """,
    "country": """
        country; billing country; country region; billing country region; address 1 country region; mailing
        country; shipping country; hq country; company country; country name; billing country code; land;
        rechnungsland; land region; land rechnungsanschrift; pays; pays de facturation; pays region; pais;
        pais de facturacion; pais region; paese; paese di fatturazione; nazione; paese regione; factuurland;
        factureringsland; pais de cobranca; land fakturering; address country; country billing
    """,
    "parent": """
        parent account; parent company; parent; parent account name; parent organization; ultimate parent;
        parent company name; ubergeordneter account; muttergesellschaft; ubergeordnete firma; compte
        principal; maison mere; societe mere; cuenta principal; empresa matriz; account principale; societa
        controllante; bovenliggend account; moederbedrijf; conta principal; conta pai; overordnat konto;
        moderbolag
    """,
    "description": """
        description; about us; account description; company description; notes; comments; beschreibung;
        bemerkungen; notizen; remarques; descripcion; notas; descrizione; note; omschrijving; beschrijving;
        opmerkingen; descricao; beskrivning; anteckningar; about
    """,
    "next_step": """
        next step; next steps; next action; nachster schritt; nachste schritte; prochaine etape; siguiente
        paso; proximo paso; prossimo passo; volgende stap; nasta steg; proxima etapa
    """,
    "next_step_due": """
        next step due; next step date; next action date; next activity date; due date of next step; next
        step due date; nachster schritt bis; date de la prochaine etape; next activity
    """,
    "csm": """
        csm; customer success manager; primary csm; csm name; success manager; cs manager; cs owner; csm
        owner; customer success owner; kundenbetreuer; responsable succes client; assigned csm; account csm
    """,
    "csm_since": "csm since; csm assigned date; csm start date",
    "backup_csm": "secondary csm; backup csm",
    "row_currency": """
        currency; account currency; currency iso code; currencyisocode; currency code; arr currency; iso
        currency; wahrung; kontowahrung; devise; moneda; divisa; valuta; moeda; transaction currency; deal
        currency; company currency; mrr currency
    """,
    "notice_days": """
        notice; notice period; notice period days; notice days; renewal notice days; days of notice;
        cancellation notice; cancellation notice days; cancellation notice period; termination notice days;
        termination notice; owner expiration notice; kundigungsfrist; kundigungsfrist tage; preavis; delai
        de preavis; preavis jours; plazo de preaviso; dias de preaviso; opzegtermijn; opzegtermijn dagen;
        termine di preavviso; giorni di preavviso; prazo de aviso previo; uppsagningstid
    """,
    "notice_date": """
        notice date; notice by; notice due; notice deadline; cancellation deadline; cancel by; cancel by
        date; last day to cancel; non renewal deadline; opt out date; opt out deadline; termination notice
        date; kundbar bis; kundigungstermin; kundigung bis; date limite de preavis; date limite de
        resiliation; fecha limite de preaviso; opzegdatum; data di disdetta; disdetta entro
    """,
    "term_months": """
        contract term; contract term months; contract term in months; term months; term; term in months;
        subscription term; subscription term months; contract length; contract length months; contract
        duration; term length; renewal term; initial term; laufzeit; laufzeit monate; laufzeit in monaten;
        vertragslaufzeit; duree du contrat; duree du contrat mois; duree d engagement; duracion del
        contrato; duracion meses; looptijd; contractduur; looptijd maanden; durata contratto; durata mesi;
        duracao do contrato; avtalstid; avtalslangd
    """,
    "auto_renews": """
        auto renew; auto renews; auto renewal; auto renewal flag; automatic renewal; automatically renews;
        renews automatically; autorenew; autorenewal; is auto renew; evergreen; automatische verlangerung;
        verlangert sich automatisch; autoverlangerung; tacite reconduction; renouvellement automatique;
        reconduction automatique; renovacion automatica; automatische verlenging; verlengt automatisch;
        rinnovo automatico; tacito rinnovo; renovacao automatica; automatisk fornyelse; forlangs automatiskt
    """,
    "annual_revenue": """
        annual revenue; annualrevenue; company revenue; customer revenue; customer annual revenue; yearly
        revenue; annual turnover; turnover; company annual revenue; jahresumsatz; umsatz; chiffre d
        affaires; chiffre d affaires annuel; revenu annuel; revenus annuels; ingresos anuales; facturacion
        anual; fatturato annuo; fatturato; ricavi annuali; jaaromzet; jaarlijkse omzet; omzet; receita
        anual; faturamento anual; arsomsattning; omsattning; arsomsaetning
    """,
}
"""Comparison keys (see lexicon.key) of each field, parted by semicolons."""
