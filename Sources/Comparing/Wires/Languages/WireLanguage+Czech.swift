extension WireLanguage {
    static let czech = WireLanguage(
        sources: ["zdroj:", "zdroje:"],
        with: ["s využitím"],
        and: ["a"],
        photo: ["foto", "ilustrační"],
        making: """
            článek článk* text* zpráv* materiál* informac* zdroj zdroje autor redakc* napsal* připraven* převzat* \
            vydal* zpracoval* zpracován* vyhrazena agentur*
            """,
        joints: """
            s z ze od na a i nebo pro podle tento tato toto byl byla bylo je se využitím použitím práva všechna
            """)
}
