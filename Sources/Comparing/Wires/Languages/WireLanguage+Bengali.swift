extension WireLanguage {
    static let bengali = WireLanguage(sources: ["সূত্র:"], with: [], and: ["ও"])
}
