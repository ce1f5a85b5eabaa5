extension WireLanguage {
    static let french = WireLanguage(
        sources: ["source :", "source:", "sources :", "avec les informations de"],
        reporting: ["reportage de ", "rédigé par ", "édité par ", "reportage ", "version française "],
        with: ["avec", "par"],
        and: ["et"],
        contributed: ["a contribué à cet article", "a contribué à ce reportage"],
        anonymous: ["agences", "avec agences", "avec les agences"],
        photo: ["photo", "photos", "crédit", "crédits", "archives", "légende"],
        making: """
            agence agences article texte dépêche dépêches reportage information informations contribution collaboration concours \
            source sources auteur rédaction rédigé rédigée écrit écrite publié publiée produit produite réalisé \
            réalisée fourni fournie repris reprise contribué contenu droits réservés reproduction
            """,
        joints: """
            le la les l un une des du de d cet cette ce ces notre nos a ont été est sont par avec et ou dans sur \
            pour à au en origine initialement presse tous autre autres aussi copyright
            """)
}
