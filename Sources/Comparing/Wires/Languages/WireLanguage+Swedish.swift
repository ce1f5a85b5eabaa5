extension WireLanguage {
    static let swedish = WireLanguage(
        sources: ["källa:", "källor:"],
        with: ["med", "från"],
        and: ["och"],
        contributed: ["bidrog till denna artikel", "bidrog till artikeln"],
        photo: ["foto", "bild", "arkivbild"])
}
