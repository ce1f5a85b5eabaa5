extension WireLanguage {
    static let polish = WireLanguage(
        sources: ["źródło:", "źródła:"],
        with: ["za", "z", "wg", "według"],
        and: ["i", "oraz"],
        anonymous: ["agencje"],
        photo: ["fot", "foto", "zdjęcie", "archiwum"],
        months: [
            "styczeń stycznia sty", "luty lutego lut", "marzec marca mar", "kwiecień kwietnia kwi", "maj maja",
            "czerwiec czerwca cze", "lipiec lipca lip", "sierpień sierpnia sie", "wrzesień września wrz",
            "październik października paź", "listopad listopada lis", "grudzień grudnia gru",
        ])
}
