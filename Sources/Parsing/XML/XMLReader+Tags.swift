// Start tags with their attributes, and end tags that may fit or not.
extension XMLReader {
    mutating func startTag() {
        let start = at
        let name = at + 1..<nameEnd(at + 1)
        at = name.upperBound
        let firstAttribute = attributes.count
        let declarationsBefore = declarations.count
        let isEmpty = readAttributes()
        if isEmpty == nil {
            // The document ends within the tag; the root's name tells all the same that it is a feed.
            at = end
            guard nodes.isEmpty else { return attributes.removeLast(attributes.count - firstAttribute) }
        }
        if open.count >= Self.depthLimit {
            repairs.note(.tooDeep, at: start)
            attributes.removeLast(attributes.count - firstAttribute)
            declarations.removeLast(declarations.count - declarationsBefore)
            if isEmpty == false { excess += 1 }
            return
        }
        if nodes.isEmpty { isAtom = hasLocalName("feed", name) || hasLocalName("entry", name) }
        if declarations.count > declarationsBefore { generation += 1 }
        let (namespace, known) = resolve(name)
        closeUnclosedEntry(before: known, at: start)
        var node = XMLDocument.Node(
            kind: .element, start: UInt32(name.lowerBound), end: UInt32(name.upperBound), parent: open.last?.node ?? -1)
        node.namespace = namespace
        node.name = known
        node.firstAttribute = UInt32(firstAttribute)
        node.attributeCount = UInt16(attributes.count - firstAttribute)
        let index = Int32(nodes.count)
        let previous = open.last?.lastChild ?? -1
        append(node)
        open.append(
            Open(node: index, previous: previous, isLeft: isBeyondLimit(known), declarations: declarationsBefore))
        if isEmpty == true { close() }
    }

    /// An entry that begins inside another means that the other was never closed.
    mutating func closeUnclosedEntry(before name: XMLName, at place: Int) {
        guard name == .item || name == .atomEntry,
            let unclosed = open.lastIndex(where: { nodes[Int($0.node)].name == name })
        else { return }
        repairs.note(.unclosedElement, at: place)
        while open.count > unclosed { close() }
    }

    mutating func endTag() {
        let start = at
        let name = at + 2..<nameEnd(at + 2)
        // "</b <i>": the tag ends where the next begins. Nobody looks beyond: the end may be far, and many tags before it.
        at = name.upperBound
        while at < end, bytes[at] != UInt8(ascii: ">"), bytes[at] != UInt8(ascii: "<") { at += 1 }
        guard at < end else { return }
        let isClosed = bytes[at] == UInt8(ascii: ">")
        if !isClosed || !bytes.trimmingSpace(name.upperBound..<at).isEmpty { repairs.note(.strayMarkup, at: start) }
        if isClosed { at += 1 }
        if excess > 0 {
            excess -= 1
            return
        }
        guard let last = open.last else { return repairs.note(.strayEndTag, at: start) }
        if isSame(name, nodes[Int(last.node)]) { return self.close() }
        guard let match = open.lastIndex(where: { isSame(name, nodes[Int($0.node)]) }) else {
            return repairs.note(.strayEndTag, at: start)
        }
        repairs.note(.unclosedElement, at: start)
        while open.count > match { self.close() }
    }

    mutating func close() {
        let element = open.removeLast()
        if declarations.count > element.declarations {
            declarations.removeLast(declarations.count - element.declarations)
            generation += 1
        }
        if open.isEmpty { rootHasEnded = true } else if element.isLeft { forget(element) }
    }

    /// Counts an entry that begins, or the notice that one was deleted.
    mutating func isBeyondLimit(_ name: XMLName) -> Bool {
        switch name {
        case .item, .atomEntry, .atomItem:
            entries += 1
            return entries > entryLimit
        case .deletedEntry:
            deletions += 1
            return deletions > entryLimit
        default: return false
        }
    }

    /// Takes an element that has ended out of the document again.
    mutating func forget(_ element: Open) {
        attributes.removeLast(attributes.count - Int(nodes[Int(element.node)].firstAttribute))
        nodes.removeLast(nodes.count - Int(element.node))
        open[open.count - 1].lastChild = element.previous
        if element.previous >= 0 {
            nodes[Int(element.previous)].next = -1
        } else {
            nodes[Int(open[open.count - 1].node)].firstChild = -1
        }
    }

    /// - Returns: whether the tag closes itself; nil when the document ends within it.
    mutating func readAttributes() -> Bool? {
        let first = attributes.count
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
                repairs.note(.strayMarkup, at: at - 1)
            case UInt8(ascii: "<"):
                repairs.note(.strayMarkup, at: at)
                return false
            case let byte where byte.isSpace: at += 1
            default: if !readAttribute(after: first) { return nil }
            }
        }
        return nil
    }

    mutating func readAttribute(after first: Int) -> Bool {
        let name = at..<max(at + 1, nameEnd(at))
        at = name.upperBound
        while byte(at).isSpace { at += 1 }
        guard byte(at) == UInt8(ascii: "=") else {
            repairs.note(.unquotedAttribute, at: name.lowerBound)
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
            if bytes.firstIndex(of: UInt8(ascii: "<"), in: value) != nil { repairs.note(.bareLess, at: value.lowerBound) }
        } else {
            repairs.note(.unquotedAttribute, at: at)
            let start = at
            while at < end, !bytes[at].isSpace, bytes[at] != UInt8(ascii: ">") { at += 1 }
            value = start..<at
        }
        if bytes.firstIndex(of: UInt8(ascii: "&"), in: value) != nil { checkReferences(value) }
        take(name, value, after: first)
        return true
    }

    mutating func take(_ name: Range<Int>, _ value: Range<Int>, after first: Int) {
        guard attributes.count - first < Self.attributeLimit else {
            return repairs.note(.tooManyAttributes, at: name.lowerBound)
        }
        for other in attributes[first...].prefix(32)
        where isEqual(Int(other.nameStart)..<Int(other.nameEnd), name) {
            return repairs.note(.duplicateAttribute, at: name.lowerBound)
        }
        attributes.append(
            XMLDocument.Attribute(
                nameStart: UInt32(name.lowerBound), nameEnd: UInt32(name.upperBound),
                valueStart: UInt32(value.lowerBound), valueEnd: UInt32(value.upperBound)))
        if name.count >= 5, bytes.hasWord("xml", at: name.lowerBound) { takeXMLAttribute(name, value) }
    }

    mutating func takeXMLAttribute(_ name: Range<Int>, _ value: Range<Int>) {
        if bytes.equals("xml:base", in: name) {
            hasBases = true
        } else if bytes.hasWord("xmlns", at: name.lowerBound) {
            guard name.count == 5 || bytes[name.lowerBound + 5] == UInt8(ascii: ":") else { return }
            guard declarations.count < Self.attributeLimit else { return }
            let namespace = XMLNamespace.find(uri: bytes, bytes.trimmingSpace(value))
            declarations.append(
                Declaration(
                    prefix: min(name.lowerBound + 6, name.upperBound)..<name.upperBound, namespace: namespace,
                    isOuter: open.count < 2))
        }
    }
}
