extension WireLanguage {
    static let italian = WireLanguage(
        sources: ["fonte:", "fonti:", "con informazioni di", "con informazioni dell'"],
        reporting: ["redazione "],
        with: ["con", "da", "dall'", "di"],
        and: ["e"],
        contributed: ["ha contribuito a questo articolo"],
        anonymous: ["agenzie", "con agenzie"],
        photo: ["foto", "immagine", "archivio"])
}
