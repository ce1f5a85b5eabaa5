extension WireLanguage {
    static let danish = WireLanguage(
        sources: ["kilde:", "kilder:"],
        with: ["med", "fra"],
        and: ["og"],
        contributed: ["bidrog til denne artikel"],
        photo: ["foto", "billede", "arkivfoto"])
}
