/// A long file of feeds in parts that can be read one after another, each beginning at a `[[feed]]`: TOMLKit's tree of
/// a whole one takes ten times its size.
func tomlChunks(of text: [UInt8], atLeast size: Int = 128 << 10) -> [(range: Range<Int>, line: Int)] {
    // In a text over several lines, a line that looks like a header may be none.
    guard text.count > 2 * size, !holdsLongText(text) else { return [(0..<text.count, 1)] }
    let header = Array("[[feed]]".utf8)
    var parts: [(range: Range<Int>, line: Int)] = []
    var (start, startLine, line) = (0, 1, 1)
    for index in text.indices where text[index] == UInt8(ascii: "\n") {
        line += 1
        guard index + 1 - start >= size, text[(index + 1)...].starts(with: header) else { continue }
        parts.append((start..<(index + 1), startLine))
        (start, startLine) = (index + 1, line)
    }
    return parts + [(start..<text.count, startLine)]
}

private func holdsLongText(_ text: [UInt8]) -> Bool {
    var (last, count) = (UInt8(0), 0)
    for byte in text {
        count = byte == last ? count + 1 : 1
        last = byte
        if count == 3, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return true }
    }
    return false
}
