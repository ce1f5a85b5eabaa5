extension WireLanguage {
    static let dutch = WireLanguage(
        sources: ["bron:", "bronnen:", "met informatie van", "met medewerking van"],
        with: ["met", "van", "door"],
        and: ["en"],
        contributed: ["heeft bijgedragen aan dit artikel", "droeg bij aan dit artikel"],
        anonymous: ["persbureaus", "met persbureaus"],
        photo: ["foto", "beeld", "archieffoto"],
        making: """
            artikel bericht stuk tekst verhaal nieuwsbericht informatie materiaal medewerking bijdrage bron bronnen \
            auteur redactie geschreven overgenomen afkomstig gepubliceerd gemaakt geproduceerd verzorgd geleverd \
            verscheen bijgedragen rechten voorbehouden persbureau persbureaus nieuwsdienst
            """,
        joints: """
            de het een dit deze van door met en of op uit bij voor in aan is zijn werd heeft bevat onze ons eerder \
            eerst oorspronkelijk gebaseerd alle mede ook
            """)
}
