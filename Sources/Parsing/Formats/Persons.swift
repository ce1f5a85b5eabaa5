import FeedModel

extension Person {
    /// "Name <me@example.org>", "me@example.org (Name)", "Name (me@example.org)", or either alone.
    init?(text: String) {
        var line = HTMLText()
        line.append(Array(text.utf8), 0..<text.utf8.count)
        guard let words = line.trimmed else { return nil }
        self.init()
        guard let at = words.utf8.firstIndex(of: UInt8(ascii: "@")), let address = Self.address(in: words, around: at) else {
            name = words
            return
        }
        email = String(words[address])
        var rest = String(words[..<address.lowerBound] + words[address.upperBound...])
        guard !rest.isEmpty else { return }
        for mark in ["mailto:", "<>", "()", "[]"] { rest = rest.replacing(mark, with: "") }
        rest = rest.trimming(" \t\r\n,\"")
        if rest.hasPrefix("("), rest.hasSuffix(")") { rest = String(rest.dropFirst().dropLast()) }
        rest = rest.trimming(" \t\r\n\"")
        if !rest.isEmpty { name = rest }
    }

    private static func address(in text: String, around at: String.Index) -> Range<String.Index>? {
        func belongs(_ character: Character) -> Bool {
            character.isASCII && (character.isLetter || character.isNumber || "._%+-'".contains(character))
        }
        let local = text[..<at].reversed().prefix(while: belongs).count
        let domain = text[text.index(after: at)...].prefix(while: belongs)
        guard local > 0, domain.contains("."), domain.count > 2 else { return nil }
        var end = domain.endIndex
        while end > domain.startIndex, !text[text.index(before: end)].isLetter { end = text.index(before: end) }
        return text.index(at, offsetBy: -local)..<end
    }

    /// Whether both name the same one; what each knows may differ.
    func isSame(as other: Person) -> Bool {
        if let email, let theirs = other.email { return email.lowercased() == theirs.lowercased() }
        guard let name, let theirs = other.name else { return false }
        return name == theirs || name.lowercased() == theirs.lowercased()
    }

    var isEmpty: Bool { name == nil && url == nil && email == nil && avatar == nil }
}

extension [Person] {
    /// Adds a person who is not there yet; else completes what is known.
    mutating func add(_ person: Person?) {
        guard let person, !person.isEmpty else { return }
        guard let index = firstIndex(where: { $0.isSame(as: person) }) else { return append(person) }
        self[index].name = self[index].name ?? person.name
        self[index].url = self[index].url ?? person.url
        self[index].email = self[index].email ?? person.email
        self[index].avatar = self[index].avatar ?? person.avatar
    }
}

extension StringProtocol {
    /// Without these ASCII characters at its ends; white space by default.
    func trimming(_ characters: StaticString = " \t\r\n\u{C}") -> String {
        let trimmed = UnsafeBufferPointer(start: characters.utf8Start, count: characters.utf8CodeUnitCount)
        let bytes = Array(utf8)
        var range = bytes.indices
        while let first = range.first, trimmed.contains(bytes[first]) { range.removeFirst() }
        while let last = range.last, trimmed.contains(bytes[last]) { range.removeLast() }
        return bytes.string(range)
    }
}

extension FeedReading {
    /// An Atom person construct, or an author that is only a text.
    func person(_ element: Element) -> Person? {
        guard element.hasChildElements else {
            // "Name <me@example.org>" is no markup.
            guard let text = element.text, text.utf8.contains(UInt8(ascii: "@")) else { return plain(of: element).flatMap(Person.init(text:)) }
            return Person(text: text)
        }
        var person = Person()
        if let name = plain(element, .atomName, .name, .itunesName, .atomTitle, .title) {
            // Some write "Name (me@example.org)" here, too.
            person = Person(text: name) ?? person
        }
        person.email = element.text(.atomEmail, .email, .itunesEmail, .googlePlayEmail) ?? person.email
        person.url = ([.atomURI, .atomURL, .uri, .url, .atomHomepage] as [XMLName]).lazy
            .compactMap { self.address(element.first($0)) }.first
        return person.isEmpty ? element.text.flatMap(Person.init(text:)) : person
    }

    func persons(_ parent: Element, _ names: XMLName...) -> [Person] {
        var persons: [Person] = []
        for name in names {
            for child in parent.all(name) { persons.add(person(child)) }
        }
        return persons
    }
}
