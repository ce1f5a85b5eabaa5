// What names mean: their namespaces (Namespaces in XML 1.0, 6), and those that publishers forgot to declare.
extension XMLReader {
    /// `xmlns` or `xmlns:prefix`, in force until its element ends.
    struct Declaration {
        var prefix: Range<Int>
        var namespace: XMLNamespace
        /// Declared on the root or its child, so that it says what the document is.
        var isOuter: Bool
    }

    /// A qualified name read lately, so that most names are looked up once.
    struct Seen {
        var name = 0..<0
        var generation = -1
        var result = (XMLNamespace.unknown, XMLName.other)
    }

    func isNameStart(_ byte: UInt8) -> Bool {
        byte.isLetter || byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
    }

    func nameEnd(_ start: Int) -> Int {
        var place = start
        while place < end {
            let byte = bytes[place]
            if byte.isSpace || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
                || byte == UInt8(ascii: "<") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
            { break }
            place += 1
        }
        return place
    }

    func hasLocalName(_ wanted: StaticString, _ name: Range<Int>) -> Bool {
        bytes.equals(wanted, in: localName(name))
    }

    func localName(_ name: Range<Int>) -> Range<Int> {
        bytes.firstIndex(of: UInt8(ascii: ":"), in: name).map { $0 + 1..<name.upperBound } ?? name
    }

    func isSame(_ name: Range<Int>, _ node: XMLDocument.Node) -> Bool {
        let count = Int(node.end - node.start)
        guard name.count == count else { return false }
        let other = Int(node.start)
        for offset in 0..<count where bytes[name.lowerBound + offset] != bytes[other + offset] { return false }
        return true
    }

    mutating func resolve(_ name: Range<Int>) -> (XMLNamespace, XMLName) {
        var hash = name.count
        for index in name { hash = (hash &* 31) ^ Int(bytes[index]) }
        let slot = hash & (seen.count - 1)
        if seen[slot].generation == generation, isEqual(seen[slot].name, name) { return seen[slot].result }
        let result = lookUp(name)
        seen[slot] = Seen(name: name, generation: generation, result: result)
        return result
    }

    func isEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count where bytes[left.lowerBound + offset] != bytes[right.lowerBound + offset] {
            return false
        }
        return true
    }

    mutating func lookUp(_ name: Range<Int>) -> (XMLNamespace, XMLName) {
        let local = localName(name)
        let prefix = name.lowerBound..<max(name.lowerBound, local.lowerBound - 1)
        let namespace = resolvePrefix(prefix, name)
        key.removeAll(keepingCapacity: true)
        key.append(namespace.prefix)
        key += bytes[local]
        return (namespace, XMLName.find(key))
    }

    mutating func resolvePrefix(_ prefix: Range<Int>, _ name: Range<Int>) -> XMLNamespace {
        guard let declaration = declarations.last(where: { isEqual($0.prefix, prefix) }) else {
            if prefix.isEmpty { return isAtom ? .atom : .core }
            if bytes.equals("xml", in: prefix) { return .xml }
            repairs.note(.undeclaredPrefix, at: prefix.lowerBound)
            return XMLNamespace.find(prefix: bytes, prefix) ?? .unknown
        }
        switch declaration.namespace {
        // A namespace that nobody knows on the root is a version of RSS or Atom that nobody knows.
        case .unknown where declaration.isOuter && (prefix.isEmpty || open.isEmpty): return isAtom ? .atom : .core
        case .core where isAtom && prefix.isEmpty: return .atom
        // `<rss xmlns="http://www.w3.org/2005/Atom">` is RSS all the same.
        case .atom where !isAtom && prefix.isEmpty && declaration.isOuter: return .core
        default: return declaration.namespace
        }
    }
}
