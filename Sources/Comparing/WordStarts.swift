/// How many words or phrases begin, so that nearly all others are told from them by three bytes.
struct WordStarts {
    private var isTaken = [Bool](repeating: false, count: 1 << 14)

    /// - Parameter starts: as `firstThreeBytes` says them.
    init(_ starts: some Sequence<UInt32>) { for start in starts { isTaken[Self.place(start)] = true } }

    /// False where none of them begins so.
    func mayHold(_ start: UInt32) -> Bool { isTaken[Self.place(start)] }

    /// Whether `text`, in whatever case, may begin like one of them. They are in lower case.
    func mayStart(_ text: Span<UInt8>) -> Bool {
        var start: UInt32 = 0
        for at in 0..<min(3, text.count) {
            let byte = text[at]
            // The case of other letters is not told by their bytes.
            if byte >= 0x80 { return true }
            start = start << 8 | UInt32((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
        return mayHold(start)
    }

    private static func place(_ start: UInt32) -> Int { Int((start &* 0x9E37_79B1) >> 18) }
}

func firstThreeBytes(of text: String) -> UInt32 {
    let bytes = text.utf8.span
    var start: UInt32 = 0
    for at in 0..<min(3, bytes.count) { start = start << 8 | UInt32(bytes[at]) }
    return start
}
