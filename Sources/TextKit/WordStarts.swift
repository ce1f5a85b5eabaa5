/// A filter for words or phrases by their first three bytes: what it says no to is none of them; to a few others it says
/// yes as well.
package struct WordStarts: Sendable {
    @usableFromInline var isTaken = [Bool](repeating: false, count: 1 << 14)

    /// - Parameter starts: as `firstThreeBytes` says them.
    package init(_ starts: some Sequence<UInt32>) { for start in starts { isTaken[Self.place(start)] = true } }

    /// - Parameter start: as `firstThreeBytes` says it, in the case that the words have.
    @inlinable package func mayHold(_ start: UInt32) -> Bool { isTaken[Self.place(start)] }

    /// Whether `text`, in whatever case, may begin like one of them. They are in lower case.
    @inlinable package func mayStart(_ text: Span<UInt8>) -> Bool {
        var start: UInt32 = 0
        for at in 0..<min(3, text.count) {
            let byte = text[at]
            // The case of other letters is not told by their bytes.
            if byte >= 0x80 { return true }
            start = start << 8 | UInt32(byte.lowercased)
        }
        return mayHold(start)
    }

    @inlinable static func place(_ start: UInt32) -> Int { Int((start &* 0x9E37_79B1) >> 18) }
}

package func firstThreeBytes(of text: String) -> UInt32 {
    let bytes = text.utf8.span
    var start: UInt32 = 0
    for at in 0..<min(3, bytes.count) { start = start << 8 | UInt32(bytes[at]) }
    return start
}
