extension WireLanguage {
    static let polish = WireLanguage(
        sources: ["źródło:", "źródła:", "za:"],
        with: ["za", "z", "wg", "według"],
        and: ["i", "oraz"],
        anonymous: ["agencje"],
        photo: ["fot", "foto", "zdjęcie", "archiwum"],
        making: """
            artykuł* tekst* materiał* informacj* depesz* wiadomoś* opracowan* opracował* oprac przygotowan* napisan* \
            opublikowan* opubl powstał* pochodz* wykorzystan* współprac* źródł* autor autorzy redakcj* red agencj* \
            zastrzeżone
            """,
        joints: """
            na podstawie w z ze za we w i oraz lub przez od do po dla ten ta to został została są jest nasz nasza \
            prasowej prasowa pierwotnie także wszelkie prawa
            """)
}
