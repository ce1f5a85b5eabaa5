extension WireLanguage {
    static let french = WireLanguage(
        sources: ["source :", "source:", "sources :", "avec les informations de"],
        reporting: ["reportage de ", "rédigé par ", "édité par ", "reportage ", "version française "],
        with: ["avec", "par"],
        and: ["et"],
        contributed: ["a contribué à cet article", "a contribué à ce reportage"],
        anonymous: ["agences", "avec agences", "avec les agences"],
        photo: ["photo", "photos", "crédit", "crédits", "archives", "légende"])
}
