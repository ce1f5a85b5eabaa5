extension WireLanguage {
    static let german = WireLanguage(
        sources: [
            "quelle:", "quellen:", "mit material von", "mit material der", "mit informationen von",
            "mit agenturmaterial von",
        ],
        reporting: ["berichtet von ", "redaktion: "],
        with: ["mit", "von", "nach"],
        and: ["und"],
        contributed: ["trug zu diesem bericht bei", "hat zu diesem bericht beigetragen"],
        anonymous: ["agenturen", "mit agenturen"],
        photo: ["foto", "fotos", "bild", "bilder", "archivbild", "archivfoto", "symbolbild"])
}
