extension WireLanguage {
    static let danish = WireLanguage(
        sources: ["kilde:", "kilder:"],
        with: ["med", "fra", "af"],
        and: ["og"],
        contributed: ["bidrog til denne artikel"],
        photo: ["foto", "billede", "arkivfoto"],
        making: """
            artikel artiklen tekst teksten materiale materialet nyhed nyheden historien oplysninger information \
            kilde kilder redaktion redaktionen red skrevet produceret udgivet bragt offentliggjort leveret hentet \
            bygger bidrog bidraget nyhedsbureau nyhedsbureauet nyhedsbureauer rettigheder forbeholdt
            """,
        joints: """
            en et den det de denne dette af fra med og eller på i til hos er var har vores først oprindeligt kommer \
            blev bliver alle også
            """)
}
