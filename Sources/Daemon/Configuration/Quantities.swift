/// Durations and sizes as the configuration writes them.
extension Duration {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// Reads "30m", "1h30m", "500ms", "0". Nil when it is no duration, or one of over ten thousand years.
    package init?(written text: String) {
        if text == "0" {
            self = .zero
            return
        }
        var milliseconds: Int64 = 0
        var rest = text.utf8[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(letters.count)
            let name = String(Substring(letters))
            guard digits.count <= 12, let count = Int64(Substring(digits)),
                let unit = Self.units.first(where: { $0.name == name })
            else { return nil }
            let part = count.multipliedReportingOverflow(by: unit.milliseconds)
            milliseconds += part.partialValue
            guard !part.overflow, part.partialValue <= 315_576_000_000_000, milliseconds <= 315_576_000_000_000 else {
                return nil
            }
        }
        self = .milliseconds(milliseconds)
    }

    /// In the largest units that say it exactly to the millisecond: "1h30m".
    package var written: String {
        var rest = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        guard rest > 0 else { return "0s" }
        var text = ""
        for unit in Self.units where rest >= unit.milliseconds && unit.name != "w" {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text
    }
}

/// Reads "16MiB", "500kB", "1024". Nil when it is no size, or one that no machine has.
func byteCount(_ text: String) -> Int? {
    let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard let count = Int(Substring(digits)) else { return nil }
    let factor: Int
    switch text.utf8.dropFirst(digits.count).map({ UInt8($0) }) {
    case Array("".utf8), Array("B".utf8): factor = 1
    case Array("kB".utf8), Array("KB".utf8): factor = 1000
    case Array("MB".utf8): factor = 1_000_000
    case Array("GB".utf8): factor = 1_000_000_000
    case Array("KiB".utf8), Array("kiB".utf8): factor = 1 << 10
    case Array("MiB".utf8): factor = 1 << 20
    case Array("GiB".utf8): factor = 1 << 30
    default: return nil
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
    return overflow ? nil : bytes
}

func sizeText(_ bytes: Int) -> String {
    for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where bytes >= 1 << shift && bytes % (1 << shift) == 0
    {
        return "\(bytes >> shift)\(unit)"
    }
    return "\(bytes)B"
}
