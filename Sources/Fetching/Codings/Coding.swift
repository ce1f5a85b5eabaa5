/// A coding of a body (RFC 9110, 8.4.1), and what its first bytes look like.
enum Coding: String {
    case gzip, deflate, brotli = "br", zstd

    /// As fields name it; nil for what is none of ours, `identity` among them: such a body is taken as it comes.
    init?(field name: String) {
        self.init(rawValue: name == "x-gzip" ? "gzip" : name)
    }

    /// As offered in `Accept-Encoding`.
    static let offer: String = {
        var codings = [Coding.deflate, .gzip]
        if Brotli.isAvailable { codings.append(.brotli) }
        if Zstd.isAvailable { codings.append(.zstd) }
        return codings.map(\.rawValue).joined(separator: ", ")
    }()

    /// So many bytes of a body tell what it is.
    static let tellingLength = 16

    /// What a body that is said to be `announced` is by its first bytes; nil for one that is not coded. Servers say
    /// one thing and send another, and readers of the web get by.
    /// - Throws: `.undecodable` for what is neither the coding nor text.
    static func found(in start: [UInt8], announced: Coding?) throws(FetchError) -> Coding? {
        if start.starts(with: [0x1F, 0x8B, 0x08]) { return .gzip }
        if start.starts(with: zstdMagic) { return .zstd }
        guard let announced, !start.isEmpty, !isText(start) else { return nil }
        switch announced {
        case .zstd where isSkippable(start): return .zstd
        case .deflate, .brotli: return announced
        case .gzip where isZlib(start): return .deflate
        case .gzip, .zstd:
            throw .undecodable(reason: "it is said to be \(announced.rawValue), and is neither that nor text")
        }
    }

    /// The head of RFC 1950, which some leave out of `deflate`.
    static func isZlib(_ start: [UInt8]) -> Bool {
        start.count >= 2 && start[0] & 0x0F == 8 && (Int(start[0]) << 8 | Int(start[1])) % 31 == 0
    }

    static let zstdMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    /// A frame that says nothing (RFC 8878, 3.1.2).
    static func isSkippable(_ start: [UInt8]) -> Bool {
        start.count >= 4 && start[0] & 0xF0 == 0x50 && start[1...].starts(with: [0x2A, 0x4D, 0x18])
    }

    /// Compressed bytes do not begin with a byte order mark, nor with so many characters of ASCII in a row.
    private static func isText(_ start: [UInt8]) -> Bool {
        for mark: [UInt8] in [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]] where start.starts(with: mark) {
            return true
        }
        if start.starts(with: [0x3C, 0]) || start.starts(with: [0, 0x3C]) { return true }  // UTF-16 without a mark
        return start.allSatisfy { (0x20..<0x7F).contains($0) || (0x09...0x0D).contains($0) }
    }
}
