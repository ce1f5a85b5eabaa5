extension WireLanguage {
    static let danish = WireLanguage(
        sources: ["kilde:", "kilder:"],
        with: ["med", "fra"],
        and: ["og"],
        contributed: ["bidrog til denne artikel"],
        photo: ["foto", "billede", "arkivfoto"],
        months: [
            "januar jan", "februar feb", "marts", "april apr", "maj", "juni jun", "juli jul", "august aug",
            "september sept sep", "oktober okt", "november nov", "december dec",
        ])
}
