extension WireLanguage {
    static let turkish = WireLanguage(
        sources: ["kaynak:", "kaynaklar:"],
        with: ["kaynak"],
        and: ["ve"],
        contributed: ["bu habere katkıda bulundu"],
        anonymous: ["ajanslar"],
        photo: ["fotoğraf", "foto", "arşiv"],
        months: [
            "ocak", "şubat şub", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım",
            "aralık",
        ])
}
