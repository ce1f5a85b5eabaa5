extension WireLanguage {
    static let polish = WireLanguage(
        sources: ["źródło:", "źródła:", "za:"],
        with: ["za", "z", "wg", "według"],
        and: ["i", "oraz"],
        anonymous: ["agencje"],
        photo: ["fot", "foto", "zdjęcie", "archiwum"])
}
