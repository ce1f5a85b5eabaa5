extension WireLanguage {
    static let czech = WireLanguage(
        sources: ["zdroj:", "zdroje:"],
        with: ["s využitím"],
        and: ["a"],
        photo: ["foto", "ilustrační"])
}
