import FeedModel
import TextKit

/// What a page says of its article in JSON-LD (schema.org), however it is wrapped: alone, in a list, in a `@graph`,
/// as the `mainEntity` of a page.
struct PageLinkedData {
    private let article: JSONValue?
    /// All objects, for those that are named by `@id` elsewhere.
    private let all: [JSONValue]

    private static let articleTypes: Set<String> = [
        "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
        "reviewnewsarticle",
        "backgroundnewsarticle", "askpublicnewsarticle", "blogposting", "liveblogposting", "socialmediaposting",
        "report",
        "techarticle", "scholarlyarticle", "medicalscholarlyarticle", "advertisercontentarticle", "satiricalarticle",
        "posting", "webpage", "itempage", "review", "recipe", "howto", "podcastepisode", "videoobject",
    ]
    private static let lesserTypes: Set<String> = [
        "webpage", "itempage", "review", "recipe", "howto", "podcastepisode", "videoobject",
    ]

    init(_ tree: PageTree) {
        var found: [JSONValue] = []
        for index in tree.nodes.indices where tree.nodes[index].tag == .script {
            guard let type = tree.nodes[index][.type]?.lowercased(), type.contains("ld+json") else { continue }
            for value in readLooseJSON(tree.rawText(of: index)) { Self.collect(value, depth: 0, into: &found) }
        }
        all = found
        let articles = found.filter { !Self.types(of: $0).isDisjoint(with: Self.articleTypes) }
        article = articles.first { Self.types(of: $0).isDisjoint(with: Self.lesserTypes) } ?? articles.first
    }

    private static func types(of value: JSONValue) -> Set<String> {
        let names = value["@type"].map { $0.array?.compactMap(\.string) ?? [$0.string].compactMap { $0 } } ?? []
        return Set(names.map { String($0.split(separator: "/").last ?? "").lowercased() })
    }

    private static func collect(_ value: JSONValue, depth: Int, into found: inout [JSONValue]) {
        guard depth < 8, found.count < 200 else { return }
        if let values = value.array {
            for value in values { collect(value, depth: depth + 1, into: &found) }
        } else if let object = value.object {
            if object["@type"] != nil || object["@id"] != nil { found.append(value) }
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item"] {
                if let part = object[key] { collect(part, depth: depth + 1, into: &found) }
            }
        }
    }

    // MARK: - What it says

    var headline: String? { text("headline") ?? text("name") }
    var datePublished: String? { text("datePublished") ?? text("dateCreated") }
    var dateModified: String? { text("dateModified") }
    var articleBody: String? { text("articleBody") }
    var language: String? { text("inLanguage") }
    var publisher: String? { name(article?["publisher"]) }
    var sources: [String] {
        ["sourceOrganization", "provider", "author", "creator", "copyrightHolder", "publisher"]
            .flatMap { people(article?[$0]) }.compactMap(\.name) + [text("creditText")].compactMap { $0 }
    }
    var authors: [Person] {
        let authors = people(article?["author"])
        return authors.isEmpty ? people(article?["creator"]) : authors
    }
    var url: String? {
        address(article?["mainEntityOfPage"]) ?? text("url")
    }
    var image: String? { address(article?["image"]) }
    /// ISO 8601: "PT3M".
    var timeRequired: String? { text("timeRequired") }
    var wordCount: Int? { article?["wordCount"].flatMap { $0.int ?? $0.string.flatMap { Int($0) } } }
    var isFree: Bool? {
        guard let value = article?["isAccessibleForFree"] else { return nil }
        return value.bool ?? value.string.map { $0.lowercased() != "false" }
    }

    /// The selectors of the parts that are not free: `hasPart` with a `cssSelector`.
    var paidParts: [String] {
        let parts = article?["hasPart"].map { $0.array ?? [$0] }?.prefix(8) ?? []
        return parts.filter { part in
            part["isAccessibleForFree"].map { $0.bool == false || $0.string?.lowercased() == "false" } ?? false
        }.flatMap { part in
            part["cssSelector"].map { $0.array?.compactMap(\.string) ?? [$0.string].compactMap { $0 } } ?? []
        }
    }

    private func text(_ key: String) -> String? {
        guard var value = article?[key] else { return nil }
        if let first = value.array?.first { value = first }
        return (value.string ?? value["@value"]?.string ?? value["name"]?.string).flatMap(plain)
    }

    private func people(_ value: JSONValue?) -> [Person] {
        guard let value else { return [] }
        if let values = value.array { return values.flatMap(people) }
        if let name = value.string.flatMap(plain) { return name.contains("://") ? [] : [Person(name: name)] }
        guard let name = name(value) else { return [] }
        return [Person(name: name, url: resolved(value)["url"]?.string.flatMap(plain))]
    }

    private func name(_ value: JSONValue?) -> String? {
        guard var value else { return nil }
        if let first = value.array?.first { value = first }
        if let string = value.string { return string.contains("://") ? nil : plain(string) }
        let named = resolved(value)["name"]
        return (named?.string ?? named?.array?.first?.string).flatMap(plain)
    }

    /// The object that `{"@id": …}` points at.
    private func resolved(_ value: JSONValue) -> JSONValue {
        guard value["name"] == nil, let id = value["@id"]?.string else { return value }
        return all.first { $0["@id"]?.string == id && $0["name"] != nil } ?? value
    }

    private func address(_ value: JSONValue?) -> String? {
        guard var value else { return nil }
        if let first = value.array?.first { value = first }
        return (value.string ?? value["url"]?.string ?? value["@id"]?.string).flatMap(plain)
    }

    /// Many publishers escape for HTML what is no HTML.
    private func plain(_ text: String) -> String? {
        var out: [UInt8] = []
        let bytes = Array(text.utf8)
        CharacterReference.decode(bytes, 0..<bytes.count, into: &out)
        let plain = collapsed(String(decoding: out, as: UTF8.self))
        return plain.isEmpty ? nil : plain
    }
}

/// Reads JSON as pages have it: in an HTML comment or a CDATA section, several texts one after another, with raw
/// line ends in strings, and commas before a closing bracket.
func readLooseJSON(_ text: String) -> [JSONValue] {
    if let value = try? JSONValue(parsing: text) { return [value] }
    let bytes = Array(text.utf8)
    var values: [JSONValue] = []
    var repaired: [UInt8] = []
    var depth = 0
    var isInString = false
    var at = 0
    while at < bytes.count {
        let byte = bytes[at]
        at += 1
        if isInString {
            if byte == UInt8(ascii: "\\"), at < bytes.count {
                repaired += [byte, bytes[at]]
                at += 1
            } else if byte < 0x20 {
                repaired.append(0x20)
            } else {
                repaired.append(byte)
                isInString = byte != UInt8(ascii: "\"")
            }
            continue
        }
        switch byte {
        // Its brackets are none of JSON's.
        case UInt8(ascii: "<") where depth == 0 && bytes.hasWord("<![cdata[", at: at - 1): at += 8
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            while let last = repaired.last, last.isSpace || last == UInt8(ascii: ",") { repaired.removeLast() }
        case UInt8(ascii: "\""): isInString = depth > 0
        default: break
        }
        if depth > 0 || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { repaired.append(byte) }
        if depth <= 0, !repaired.isEmpty {
            if let value = try? JSONValue(parsing: repaired) { values.append(value) }
            repaired.removeAll(keepingCapacity: true)
            depth = 0
        }
    }
    return values
}
