extension WireLanguage {
    static let dutch = WireLanguage(
        sources: ["bron:", "bronnen:", "met informatie van", "met medewerking van"],
        with: ["met", "van", "door"],
        and: ["en"],
        contributed: ["heeft bijgedragen aan dit artikel", "droeg bij aan dit artikel"],
        anonymous: ["persbureaus", "met persbureaus"],
        photo: ["foto", "beeld", "archieffoto"])
}
