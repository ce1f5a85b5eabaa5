extension WireLanguage {
    static let turkish = WireLanguage(
        sources: ["kaynak:", "kaynaklar:"],
        with: ["kaynak"],
        and: ["ve"],
        contributed: ["bu habere katkıda bulundu"],
        anonymous: ["ajanslar"],
        photo: ["fotoğraf", "foto", "arşiv"],
        making: """
            haber* metin* metn* yazı* kaynak* kaynağ* bilgi* veri* içeri* hazırlan* yayımlan* yayınlan* yazıl* alın* \
            yararlanıl* kullanıl* derlen* sağlan* katkı* muhabir* editör* merkezi servisi ajans* hakları saklıdır
            """,
        joints: "bu ilk olarak tarafından ile ve veya göre için de da bir tüm dış iç son")
}
