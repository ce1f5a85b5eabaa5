extension WireLanguage {
    static let portuguese = WireLanguage(
        sources: ["fonte:", "fontes:", "com informações d", "com informação d", "com dados d"],
        reporting: ["reportagem de ", "edição de ", "tradução "],
        with: ["com a", "com", "da", "do", "de", "por"],
        and: ["e"],
        contributed: ["contribuiu para esta reportagem", "contribuiu para este texto"],
        anonymous: ["agências", "com agências"],
        photo: ["foto", "fotos", "imagem", "arquivo", "divulgação"])
}
