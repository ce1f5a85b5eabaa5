extension WireLanguage {
    static let norwegian = WireLanguage(
        sources: ["kilde:", "kilder:"],
        with: ["med", "fra"],
        and: ["og"],
        contributed: ["bidro til denne saken", "bidro til denne artikkelen"],
        photo: ["foto", "bilde", "arkivfoto"],
        months: [
            "januar jan", "februar feb", "mars", "april apr", "mai", "juni jun", "juli jul", "august aug",
            "september sept sep", "oktober okt", "november nov", "desember des",
        ])
}
