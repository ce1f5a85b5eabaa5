extension WireLanguage {
    static let swedish = WireLanguage(
        sources: ["källa:", "källor:"],
        with: ["med", "från"],
        and: ["och"],
        contributed: ["bidrog till denna artikel", "bidrog till artikeln"],
        photo: ["foto", "bild", "arkivbild"],
        months: [
            "januari jan", "februari feb", "mars", "april apr", "maj", "juni jun", "juli jul", "augusti aug",
            "september sept sep", "oktober okt", "november nov", "december dec",
        ])
}
