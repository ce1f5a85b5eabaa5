extension WireLanguage {
    static let spanish = WireLanguage(
        sources: ["fuente:", "fuentes:", "con información de", "con informaciones de", "con datos de"],
        reporting: ["reporte de ", "reporte por ", "información de ", "editado por "],
        with: ["con", "de", "por", "según"],
        and: ["y", "e"],
        contributed: ["contribuyó a este reportaje", "contribuyó a este informe", "contribuyó a esta nota"],
        anonymous: ["agencias", "con agencias", "con información de agencias"],
        photo: ["foto", "fotos", "fotografía", "imagen", "archivo"],
        making: """
            agencia agencias artículo nota noticia texto despacho cable información informaciones material materiales reportaje \
            reporte aportes aporte colaboración contribución datos fuente fuentes autor redacción elaborado \
            elaborada escrito escrita publicado publicada producido producida proporcionado facilitado redactado \
            redactada realizado realizada contribuyó colaboró contenido derechos reservados
            """,
        joints: """
            el la los las un una de del al a en por con y e o para este esta esto estos nuestra nuestro fue es son \
            ha sido contiene originalmente noticias todos basado basada también copyright
            """)
}
