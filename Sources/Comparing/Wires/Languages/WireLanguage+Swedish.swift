extension WireLanguage {
    static let swedish = WireLanguage(
        sources: ["källa:", "källor:"],
        with: ["med", "från", "av"],
        and: ["och"],
        contributed: ["bidrog till denna artikel", "bidrog till artikeln"],
        photo: ["foto", "bild", "arkivbild"],
        making: """
            artikel artikeln text texten material materialet nyhet nyheten uppgifter information källa källor \
            redaktion redaktionen skriven skrivet skrivits producerad producerats publicerad publicerades \
            publicerats framtagen hämtad hämtat bygger bidrog nyhetsbyrå nyhetsbyrån nyhetsbyråer nyhetsbyråerna \
            rättigheter
            """,
        joints: """
            en ett den det de denna detta av från med och eller på i till hos är var har vår våra först \
            ursprungligen kommer alla också
            """)
}
