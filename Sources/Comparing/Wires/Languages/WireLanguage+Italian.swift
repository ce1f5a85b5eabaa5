extension WireLanguage {
    static let italian = WireLanguage(
        sources: ["fonte:", "fonti:", "con informazioni di", "con informazioni dell'"],
        reporting: ["redazione "],
        with: ["con", "da", "dall'", "di"],
        and: ["e"],
        contributed: ["ha contribuito a questo articolo"],
        anonymous: ["agenzie", "con agenzie"],
        photo: ["foto", "immagine", "archivio"],
        making: """
            agenzia agenzie articolo testo notizia nota lancio dispaccio materiale informazioni informazione contributo \
            collaborazione fonte fonti autore redazione scritto scritta pubblicato pubblicata prodotto prodotta \
            realizzato realizzata redatto redatta tratto tratta fornito fornita collaborato contribuito cura \
            riproduzione riservata riservati diritti
            """,
        joints: """
            il lo la i gli le l un una di del dello della dell dei d da dal dalla dall con e o in a ad al alla su \
            questo questa questi nostra è sono stato stata ha hanno originariamente stampa tutti \
            anche copyright
            """)
}
