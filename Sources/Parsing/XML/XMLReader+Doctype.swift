extension XMLReader {
    /// Takes the entities that the internal subset declares, and reads nothing external.
    mutating func doctype() {
        at += 9
        while at < end, bytes[at] != UInt8(ascii: ">"), bytes[at] != UInt8(ascii: "[") { at += 1 }
        guard byte(at) == UInt8(ascii: "[") else {
            at = min(end, at + 1)
            return
        }
        while at < end, bytes[at] != UInt8(ascii: "]") {
            if bytes.hasWord("<!--", at: at) {
                comment()
            } else if bytes.hasWord("<!entity", at: at) {
                entityDeclaration()
            } else if bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") {
                at = bytes.firstIndex(of: bytes[at], in: at + 1..<end).map { $0 + 1 } ?? end
            } else {
                at += 1
            }
        }
        at = bytes.firstIndex(of: UInt8(ascii: ">"), in: at..<end).map { $0 + 1 } ?? end
    }

    mutating func entityDeclaration() {
        at += 8
        while byte(at).isSpace { at += 1 }
        let name = at..<nameEnd(at)
        at = name.upperBound
        while byte(at).isSpace { at += 1 }
        let quote = byte(at)
        // "%" begins a parameter entity, SYSTEM or PUBLIC an external one: neither is read.
        guard !name.isEmpty, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return }
        let close = bytes.firstIndex(of: quote, in: at + 1..<end) ?? end
        let entity = bytes.string(name)
        if entities[entity] == nil, entities.count < 1000 {
            entities[entity] = Array(bytes[at + 1..<close])
        }
        at = min(end, close + 1)
    }
}
