import TextKit

// Start tags with their attributes, and end tags that may fit or not.
extension XMLRepairer {
    mutating func startTag() {
        let start = at
        let name = at + 1..<nameEnd(at + 1)
        let declarationsBefore = declarations
        let isEntry = bytes.equals("item", in: name) || bytes.equals("entry", in: name)
        if isEntry, excess == 0, let unclosed = open.lastIndex(where: { $0.isEntry && isEqual($0.name, name) }),
            unclosed > 0
        {
            // An entry that begins inside another means that the other was never closed; the root is what holds all.
            note(.unclosedElement, at: start)
            while open.count > unclosed { close() }
        }
        let tagStart = out.count
        out.append(UInt8(ascii: "<"))
        appendName(name)
        at = name.upperBound
        let isEmpty = appendAttributes()
        if isEmpty == nil {
            // The document ends within the tag; the root's name tells all the same that it is a feed.
            at = end
            declarations = declarationsBefore
            guard !hasRoot else { return out.removeLast(out.count - tagStart) }
        }
        if open.count >= Self.depthLimit || excess > 0 {
            if excess == 0 { note(.tooDeep, at: start) }
            out.removeLast(out.count - tagStart)
            declarations = declarationsBefore
            if isEmpty == false { excess += 1 }
            return
        }
        let lines = bytes[start..<at].count { $0 == 0x0A } - out[tagStart...].count { $0 == 0x0A }
        if lines > 0 { out.append(contentsOf: repeatElement(0x0A, count: lines)) }
        out.append(UInt8(ascii: ">"))
        hasRoot = true
        let bucket = bucket(of: name)
        openCounts[bucket] += 1
        open.append(
            Open(name: name, start: tagStart, declarations: declarationsBefore, isEntry: isEntry, bucket: bucket))
        if isEmpty == true { close() }
    }

    mutating func endTag() {
        let start = at
        let name = at + 2..<nameEnd(at + 2)
        let stop = tagEnd(at)
        // "</b <i>": the tag ends where the next begins.
        let inner =
            bytes[stop - 1] == UInt8(ascii: ">")
            ? name.upperBound..<max(name.upperBound, stop - 1) : name.upperBound..<stop
        if stop == end, bytes[stop - 1] != UInt8(ascii: ">") {
            at = end
            return
        }
        if bytes[stop - 1] != UInt8(ascii: ">") || !bytes.trimmingSpace(inner).isEmpty { note(.strayMarkup, at: start) }
        at = stop
        if excess > 0 {
            excess -= 1
            return
        }
        guard openCounts[bucket(of: name)] > 0, let match = open.lastIndex(where: { isEqual($0.name, name) }) else {
            return note(.strayEndTag, at: start)
        }
        if match < open.count - 1 { note(.unclosedElement, at: start) }
        while open.count > match { close() }
    }

    mutating func close() {
        let element = open.removeLast()
        openCounts[element.bucket] -= 1
        out.append("</")
        appendName(element.name)
        out.append(UInt8(ascii: ">"))
        declarations = element.declarations
        if open.isEmpty { rootHasEnded = true }
    }

    // MARK: - Attributes

    /// - Returns: whether the tag closes itself; nil when the document ends within it.
    private mutating func appendAttributes() -> Bool? {
        var names: [Range<Int>] = []
        while at < end {
            switch bytes[at] {
            case UInt8(ascii: ">"):
                at += 1
                return false
            case UInt8(ascii: "/"):
                at += 1
                if byte(at) == UInt8(ascii: ">") {
                    at += 1
                    return true
                }
                note(.strayMarkup, at: at - 1)
            case UInt8(ascii: "<"):
                note(.strayMarkup, at: at)
                return false
            case let byte where byte.isSpace: at += 1
            default: if !appendAttribute(&names) { return nil }
            }
        }
        return nil
    }

    private mutating func appendAttribute(_ names: inout [Range<Int>]) -> Bool {
        let name = at..<max(at + 1, nameEnd(at))
        at = name.upperBound
        while byte(at).isSpace { at += 1 }
        guard byte(at) == UInt8(ascii: "=") else {
            note(.unquotedAttribute, at: name.lowerBound)
            return at < end
        }
        at += 1
        while byte(at).isSpace { at += 1 }
        guard at < end else { return false }
        let value: Range<Int>
        let quote = bytes[at]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            guard let close = bytes.firstIndex(of: quote, in: at + 1..<end) else { return false }
            value = at + 1..<close
            at = close + 1
            if bytes.firstIndex(of: UInt8(ascii: "<"), in: value) != nil { note(.bareLess, at: value.lowerBound) }
        } else {
            note(.unquotedAttribute, at: at)
            let start = at
            while at < end, !bytes[at].isSpace, bytes[at] != UInt8(ascii: ">") { at += 1 }
            value = start..<at
        }
        append(name, value, &names)
        return true
    }

    private mutating func append(_ name: Range<Int>, _ value: Range<Int>, _ names: inout [Range<Int>]) {
        guard names.count < Self.attributeLimit else { return note(.tooManyAttributes, at: name.lowerBound) }
        let start = out.count
        out.append(UInt8(ascii: " "))
        appendName(name)
        // As it is written: names that differ in what may not stand in them are written alike.
        let written = start + 1..<out.count
        if names.contains(where: { isEqual(out, $0, written) }) {
            note(.duplicateAttribute, at: name.lowerBound)
            return out.removeLast(out.count - start)
        }
        if isDeclaration(written) {
            guard declarations < XMLDocumentBuilder.declarationLimit else {
                note(.tooManyAttributes, at: name.lowerBound)
                return out.removeLast(out.count - start)
            }
            declarations += 1
        }
        names.append(written)
        out.append("=\"")
        let valueStart = out.count
        appendEscaped(shortened(value), quote: UInt8(ascii: "\""))
        shorten(from: valueStart, name)
        out.append(UInt8(ascii: "\""))
    }

    /// A value may have become too long by what was escaped in it.
    private mutating func shorten(from start: Int, _ name: Range<Int>) {
        guard out.count - start > FeedReading.longestText else { return }
        note(.tooLong, at: name.lowerBound)
        var stop = start + FeedReading.longestText
        // Not within a character or a reference.
        while out[stop] & 0xC0 == 0x80 { stop -= 1 }
        if let reference = out.lastIndex(of: UInt8(ascii: "&"), in: start..<stop),
            out.firstIndex(of: UInt8(ascii: ";"), in: reference..<stop) == nil
        {
            stop = reference
        }
        out.removeLast(out.count - stop)
    }

    // MARK: - Names

    func isNameStart(_ byte: UInt8) -> Bool {
        byte.isLetter || byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
    }

    func nameEnd(_ start: Int) -> Int {
        var place = start
        while place < end {
            let byte = bytes[place]
            if byte.isSpace || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
                || byte == UInt8(ascii: "<") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
            {
                break
            }
            place += 1
        }
        return place
    }

    func isEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool { isEqual(bytes, left, right) }

    private func bucket(of name: Range<Int>) -> Int { Int(truncatingIfNeeded: fnv(bytes.span.extracting(name)) & 0xFF) }

    private func isEqual(_ bytes: [UInt8], _ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count where bytes[left.lowerBound + offset] != bytes[right.lowerBound + offset] {
            return false
        }
        return true
    }

    private func isDeclaration(_ name: Range<Int>) -> Bool {
        guard out.hasWord("xmlns", at: name.lowerBound) else { return false }
        return name.count == 5 || name.count > 5 && out[name.lowerBound + 5] == UInt8(ascii: ":")
    }

    /// The name with what may not stand in it as "_", such as the second colon of "a:b:c".
    private mutating func appendName(_ name: Range<Int>) {
        var name = name
        if name.count > Self.nameLimit {
            note(.longName, at: name.lowerBound)
            name = name.lowerBound..<name.lowerBound + Self.nameLimit
            // Not within a character.
            while name.count > 1, bytes[name.upperBound] & 0xC0 == 0x80 { name = name.lowerBound..<name.upperBound - 1 }
        }
        guard !isQualifiedName(bytes[name]) else { return out.append(bytes, name) }
        note(.badName, at: name.lowerBound)
        let scalars = Array(String(decoding: bytes[name], as: UTF8.self).unicodeScalars)
        var hasPrefix = false
        for (index, scalar) in scalars.enumerated() {
            var isRight = index == 0 ? isNameStartScalar(scalar) : isNameScalar(scalar)
            if scalar == ":" {
                isRight =
                    !hasPrefix && index > 0 && index + 1 < scalars.count && scalars[index + 1] != ":"
                    && isNameStartScalar(scalars[index + 1])
                hasPrefix = hasPrefix || isRight
            }
            out.append(isRight ? scalar : "_")
        }
    }
}

/// Namespaces in XML 1.0, 4, `QName`.
private func isQualifiedName(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard isName(bytes) else { return false }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return true }
    let local = bytes[(colon + 1)...]
    return colon > bytes.startIndex && !local.contains(UInt8(ascii: ":")) && isName(local)
}

/// XML 1.0, 2.3, `Name`.
func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    // ASCII, as nearly all are.
    if let first = bytes.first, first.isLetter || first == UInt8(ascii: "_") || first == UInt8(ascii: ":"),
        bytes.allSatisfy({
            $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
                || $0 == UInt8(ascii: "_")
        })
    {
        return true
    }
    var isFirst = true
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        guard isFirst ? isNameStartScalar(scalar) : isNameScalar(scalar) else { return false }
        isFirst = false
    }
    return !isFirst
}

private func isNameStartScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3A, 0x5F, 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF,
        0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD,
        0x10000...0xEFFFF:
        true
    default: false
    }
}

private func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2D, 0x2E, 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
    default: isNameStartScalar(scalar)
    }
}

/// XML 1.0, 2.2, `Char`.
func isXMLCharacter(_ value: UInt32) -> Bool {
    switch value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
}
