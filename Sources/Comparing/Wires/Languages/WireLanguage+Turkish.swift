extension WireLanguage {
    static let turkish = WireLanguage(
        sources: ["kaynak:", "kaynaklar:"],
        with: ["kaynak"],
        and: ["ve"],
        contributed: ["bu habere katkıda bulundu"],
        anonymous: ["ajanslar"],
        photo: ["fotoğraf", "foto", "arşiv"])
}
