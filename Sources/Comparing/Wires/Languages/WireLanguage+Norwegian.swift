extension WireLanguage {
    static let norwegian = WireLanguage(
        sources: ["kilde:", "kilder:"],
        with: ["med", "fra", "av"],
        and: ["og"],
        contributed: ["bidro til denne saken", "bidro til denne artikkelen"],
        photo: ["foto", "bilde", "arkivfoto"],
        making: """
            artikkel artikkelen tekst teksten sak saken materiale stoff nyhet nyheten opplysninger informasjon kilde \
            kilder redaksjon redaksjonen skrevet produsert publisert laget levert hentet bygger bidro bidratt \
            nyhetsbyrå nyhetsbyrået nyhetsbyråer rettigheter
            """,
        joints: """
            en ei et den det de denne dette av fra med og eller på i til hos er var har vår vårt først opprinnelig \
            kommer ble alle også
            """)
}
