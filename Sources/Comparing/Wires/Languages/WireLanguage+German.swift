extension WireLanguage {
    static let german = WireLanguage(
        sources: [
            "quelle:", "quellen:", "mit material von", "mit material der", "mit informationen von",
            "mit agenturmaterial von",
        ],
        reporting: ["berichtet von ", "redaktion: "],
        with: ["mit", "von", "nach", "der"],
        and: ["und"],
        contributed: ["trug zu diesem bericht bei", "hat zu diesem bericht beigetragen"],
        anonymous: ["agenturen", "mit agenturen"],
        photo: ["foto", "fotos", "bild", "bilder", "archivbild", "archivfoto", "symbolbild"],
        making: """
            artikel beitrag bericht meldung text texte material agenturmaterial information informationen quelle \
            quellen autor autorin redaktion onlineredaktion verfasst geschrieben erstellt übernommen veröffentlicht \
            bereitgestellt bearbeitet stammt beruht basiert erschien agenturmeldung agenturmeldungen hinweis rechte \
            vorbehalten nachrichtenagentur nachrichtenagenturen
            """,
        joints: """
            der die das den dem des dieser diese dieses ein eine einer eines von vom mit und oder auf aus durch für \
            bei im in zu wurde wurden wird ist sind enthält nach zuerst ursprünglich unserer unsere alle teilweise \
            agentur agenturen auch copyright
            """,
        hasCapitalNouns: true)
}
