extension WireLanguage {
    static let spanish = WireLanguage(
        sources: ["fuente:", "fuentes:", "con información de", "con informaciones de", "con datos de"],
        reporting: ["reporte de ", "reporte por ", "información de ", "editado por "],
        with: ["con", "de", "por", "según"],
        and: ["y", "e"],
        contributed: ["contribuyó a este reportaje", "contribuyó a este informe", "contribuyó a esta nota"],
        anonymous: ["agencias", "con agencias", "con información de agencias"],
        photo: ["foto", "fotos", "fotografía", "imagen", "archivo"])
}
