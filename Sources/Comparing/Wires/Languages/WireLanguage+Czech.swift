extension WireLanguage {
    static let czech = WireLanguage(
        sources: ["zdroj:", "zdroje:"],
        with: ["s využitím"],
        and: ["a"],
        photo: ["foto", "ilustrační"],
        months: [
            "leden ledna led", "únor února úno", "březen března bře", "duben dubna dub", "květen května kvě",
            "červen června", "červenec července", "srpen srpna srp", "září", "říjen října říj", "listopadu",
            "prosinec prosince pro",
        ])
}
