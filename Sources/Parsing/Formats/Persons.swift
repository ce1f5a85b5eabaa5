import FeedModel
import TextKit

extension Person {
    /// "Name <me@example.org>", "me@example.org (Name)", "Name (me@example.org)", or either alone.
    init?(text: String) {
        var line = HTMLText()
        line.append(Array(text.utf8), 0..<text.utf8.count)
        guard let words = line.trimmed else { return nil }
        self.init()
        guard let at = words.utf8.firstIndex(of: UInt8(ascii: "@")), let address = Self.address(in: words, around: at)
        else {
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

/// Persons in order, each once.
struct PersonList {
    private(set) var all: [Person]
    /// Where each is, by what it is called in lower case; kept once there are too many to look at each.
    private var places: (email: [String: Int], name: [String: Int], nameAlone: [String: Int])?

    private static let few = 16

    init(_ all: [Person] = []) { self.all = all }

    /// Adds a person who is not there yet; else completes what is known.
    mutating func add(_ person: Person?) {
        guard let person, !person.isEmpty else { return }
        if all.count == Self.few, places == nil {
            places = ([:], [:], [:])
            for index in all.indices { note(index) }
        }
        let index = place(of: person) ?? all.count
        if index == all.count {
            all.append(person)
        } else {
            all[index].name = all[index].name ?? person.name
            all[index].url = all[index].url ?? person.url
            all[index].email = all[index].email ?? person.email
            all[index].avatar = all[index].avatar ?? person.avatar
        }
        note(index)
    }

    /// The first of whom `isSame` holds.
    private func place(of person: Person) -> Int? {
        guard let places else { return all.firstIndex { $0.isSame(as: person) } }
        let name = person.name?.lowercased()
        guard let email = person.email?.lowercased() else { return name.flatMap { places.name[$0] } }
        return [places.email[email], name.flatMap { places.nameAlone[$0] }].compactMap { $0 }.min()
    }

    private mutating func note(_ index: Int) {
        guard places != nil else { return }
        let (name, email) = (all[index].name?.lowercased(), all[index].email?.lowercased())
        func first(_ place: Int?) -> Int { min(place ?? index, index) }
        if let email { places!.email[email] = first(places!.email[email]) }
        guard let name else { return }
        places!.name[name] = first(places!.name[name])
        if email == nil {
            places!.nameAlone[name] = first(places!.nameAlone[name])
        } else if places!.nameAlone[name] == index {
            places!.nameAlone[name] = nil
        }
    }
}

extension FeedReading {
    /// An Atom person construct, or an author that is only a text.
    func person(_ element: Element) -> Person? {
        guard element.hasChildElements else {
            // "Name <me@example.org>" is no markup.
            guard let text = element.text, text.utf8.contains(UInt8(ascii: "@")) else {
                return plain(of: element).flatMap(Person.init(text:))
            }
            return Person(text: text)
        }
        var person = Person()
        if let name = plain(element, .atomName, .name, .itunesName, .atomTitle, .title) {
            // Some write "Name (me@example.org)" here, too.
            person = Person(text: name) ?? person
        }
        person.email = element.text(.atomEmail, .email, .itunesEmail, .googlePlayEmail) ?? person.email
        person.url =
            ([.atomURI, .atomURL, .uri, .url, .atomHomepage] as [XMLName]).lazy
            .compactMap { self.address(element.first($0)) }.first
        return person.isEmpty ? element.text.flatMap(Person.init(text:)) : person
    }

    /// A list of links, one for each author: "<a href=…>Ann Lee</a>, <a href=…>Bo Ray</a>". Empty where there are not
    /// several.
    private func linkedPersons(_ element: Element) -> [Person] {
        guard !element.hasChildElements, let text = element.text,
            text.utf8.count(where: { $0 == UInt8(ascii: "<") }) >= 4
        else { return [] }
        let bytes = Array(text.utf8)
        var tokenizer = HTMLTokenizer(bytes)
        var persons: [Person] = []
        var link: (start: Int, url: String?)?
        while let token = tokenizer.next() {
            switch token {
            case .startTag(.a):
                let href = tokenizer.value("href").flatMap { resolve($0, against: element.base(over: url)) }
                link = (tokenizer.at, href)
            case .endTag(.a):
                guard let (start, url) = link,
                    var person = plainText(bytes, start..<tokenizer.start).flatMap(Person.init(text:))
                else { break }
                if let url, url.isWebAddress { person.url = url }
                persons.append(person)
                link = nil
            default: break
            }
        }
        return persons.count > 1 ? persons : []
    }

    func persons(_ parent: Element, _ names: XMLName...) -> [Person] {
        var persons = PersonList()
        for name in names {
            for child in parent.all(name) {
                let several = linkedPersons(child)
                if several.isEmpty { persons.add(person(child)) } else { several.forEach { persons.add($0) } }
            }
        }
        return persons.all
    }
}
