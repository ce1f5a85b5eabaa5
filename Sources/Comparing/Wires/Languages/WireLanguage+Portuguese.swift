extension WireLanguage {
    static let portuguese = WireLanguage(
        sources: ["fonte:", "fontes:", "com informações d", "com informação d", "com dados d"],
        reporting: ["reportagem de ", "edição de ", "tradução "],
        with: ["com a", "com", "da", "do", "de", "por"],
        and: ["e"],
        contributed: ["contribuiu para esta reportagem", "contribuiu para este texto"],
        anonymous: ["agências", "com agências"],
        photo: ["foto", "fotos", "imagem", "arquivo", "divulgação"],
        making: """
            agência agências artigo matéria notícia texto conteúdo reportagem despacho informação informações material colaboração \
            contribuição apoio fonte fontes autor autoria redação redacção produzido produzida escrito escrita \
            publicado publicada elaborado elaborada fornecido cedido contribuiu colaborou direitos reservados
            """,
        joints: """
            o a os as um uma de do da dos das no na em por pelo pela com e ou para este esta esse essa nossa foi é \
            são originalmente notícias todos também ao à copyright
            """)
}
