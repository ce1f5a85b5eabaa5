extension WireLanguage {
    static let russian = WireLanguage(
        sources: ["источник:", "источники:"],
        with: ["по данным"],
        and: ["и"],
        photo: ["фото"])
}
