extension WireLanguage {
    static let ukrainian = WireLanguage(
        sources: ["джерело:", "джерела:"],
        with: ["за даними"],
        and: ["та"],
        photo: ["фото"])
}
