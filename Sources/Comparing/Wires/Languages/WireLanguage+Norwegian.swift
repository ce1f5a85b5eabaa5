extension WireLanguage {
    static let norwegian = WireLanguage(
        sources: ["kilde:", "kilder:"],
        with: ["med", "fra"],
        and: ["og"],
        contributed: ["bidro til denne saken", "bidro til denne artikkelen"],
        photo: ["foto", "bilde", "arkivfoto"])
}
