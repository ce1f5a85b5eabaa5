import FeedModel
import TextKit

import struct FoundationEssentials.Date

/// What a page says of itself, and whose word counts.
///
/// - Dates: JSON-LD, then `article:` and the other metas, then microdata, then `time` elements: what was written for
///   programs has the time of day. A line that a reader sees, "Last updated: January 20, 2026", wins where it names a
///   day more than a day away: content systems touch their machine dates at every save, and a zone moves a date by a
///   day at most. A bare date line counts after them, for the publication only; then what the page gives its own
///   scripts, and last the day in its address.
/// - Publisher: JSON-LD, the metas (`og:site_name` first), microdata, "Published by …".
/// - Authors: JSON-LD, metas, `rel=author` and `itemprop=author`, "By …".
/// - Canonical address: `link rel=canonical`, `og:url`, JSON-LD.
/// - Title: the headline that the reader sees, then JSON-LD, then the metas, then `title`.
///
/// A date before 1990, and a modification more than a day before the publication, are taken for mistakes.
struct PageFacts {
    let tree: PageTree
    let data: PageLinkedData
    let lines: PageLines
    /// Those that follow the story.
    let linesBelow: [String]
    let headline: Int?
    let language: PageLanguage
    let url: String
    let agencies: WireAgencies

    func fill(_ page: inout ArticlePage) {
        page.title = title
        page.publisher = publisher
        page.authors = authors
        page.agency = agency
        page.published = published
        page.modified = modified
        if let published = page.datePublished, let modified = page.dateModified,
            modified.timeIntervalSince(published) < -86_400
        {
            page.modified = nil
        }
        page.readingMinutes = lines.readingMinutes ?? machineReadingMinutes
        page.canonicalURL = canonicalURL
        page.language = language.tag
        page.image = (tree.meta("og:image", "og:image:url", "twitter:image", "twitter:image:src") ?? data.image)
            .flatMap(absolute)
    }

    private var machineReadingMinutes: Int? {
        if let text = data.timeRequired, let duration = minutes(ofDuration: text) { return duration }
        // As WordPress' Yoast has it: twitter:label1 "Est. reading time", twitter:data1 "3 minutes".
        for number in ["1", "2"] {
            guard let label = tree.meta("twitter:label" + number), let text = tree.meta("twitter:data" + number) else {
                continue
            }
            let lines = PageLines([label + ": " + text], language: nil)
            if let minutes = lines.readingMinutes { return minutes }
        }
        return nil
    }

    // MARK: - Properties

    /// The first value of a property of microdata or RDFa.
    func property(_ name: String) -> String? {
        for index in tree.nodes.indices {
            let node = tree.nodes[index]
            guard node.tag != .meta || node[.property] == nil,
                let property = (node[.itemprop] ?? node[.property])?.lowercased(),
                // In RDFa with its vocabulary's prefix: `schema:datePublished`.
                property.split(separator: " ").contains(where: { $0.split(separator: ":").last == name[...] })
            else { continue }
            if let value = value(of: index) { return value }
        }
        return nil
    }

    /// What an element says to programs, else to readers.
    func value(of index: Int) -> String? {
        let node = tree.nodes[index]
        if let value = node[.content] ?? node[.datetime], !value.isEmpty { return value }
        // `<abbr class="published" title="2020-05-18T09:30:00Z">`, the older microformats.
        if node.tag == .abbr, let value = node[.title], value.utf8.first?.isDigit == true { return value }
        let raw = tree.rawText(of: index)
        guard ReadingBudget.current.spend(raw.utf8.count) else { return nil }
        let text = collapsed(raw)
        return text.isEmpty || text.utf8.count > 200 ? nil : text
    }

    // MARK: - Names

    private var title: String? {
        if let headline {
            let text = collapsed(tree.rawText(of: headline))
            if !text.isEmpty, text.utf8.count < 500 { return text }
        }
        return data.headline ?? tree.meta("og:title", "twitter:title", "dc.title", "dcterms.title", "headline")
            ?? tree.first(.title).map { collapsed(tree.rawText(of: $0)) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private var publisher: String? {
        data.publisher
            ?? tree.meta("og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher", "publisher")
            .flatMap { $0.contains("://") ? nil : $0 }
            ?? property("publisher").flatMap { $0.utf8.count < 100 && !$0.contains("://") ? $0 : nil }
            ?? lines.publisher
    }

    private var authors: [Person] {
        if !data.authors.isEmpty { return distinct(data.authors.flatMap(split)) }
        let metas = tree.metas(
            "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
            "citation_author", "article:author_name")
        let named = metas.filter { !$0.contains("://") && $0.utf8.count < 200 }
            .flatMap { splitNames(nameWithoutBy($0)) }
        if !named.isEmpty { return distinct(named.map { Person(name: $0) }) }
        let linked = tree.nodes.indices.filter {
            tree.nodes[$0][.itemprop]?.lowercased() == "author" || tree.nodes[$0][.rel]?.lowercased() == "author"
        }.compactMap { value(of: $0) }.filter { $0.utf8.count < 100 && !$0.contains("://") }.flatMap {
            splitNames(nameWithoutBy($0))
        }
        if !linked.isEmpty { return distinct(linked.map { Person(name: $0) }) }
        return lines.authors.map { Person(name: $0) }
    }

    /// Some put all names into one.
    private func split(_ person: Person) -> [Person] {
        guard let name = person.name, name.contains(",") || name.contains(" and ") else {
            return person.name.map { [Person(name: nameWithoutBy($0), url: person.url)] } ?? []
        }
        return splitNames(nameWithoutBy(name)).map { Person(name: $0) }
    }

    private func distinct(_ people: [Person]) -> [Person] {
        var seen: Set<String> = []
        return people.filter { seen.insert(($0.name ?? "").lowercased()).inserted }.prefix(30).map { $0 }
    }

    private var agency: String? {
        let named =
            data.sources
            + [tree.meta("source", "agency", "article:source", "syndication-source", "dc.source", "copyright")]
            .compactMap { $0 } + authors.compactMap(\.name)
        return named.lazy.compactMap { agencies.agency(namedInAnyCase: $0)?.name }.first
    }

    // MARK: - Address

    var canonicalURL: String? {
        let link = tree.nodes.first { $0.tag == .link && $0[.rel]?.lowercased() == "canonical" }?[.href]
        return [link, tree.meta("og:url"), data.url].compactMap { $0 }.lazy.compactMap(absolute).first
    }

    private func absolute(_ address: String) -> String? { webAddress(address, relativeTo: url) }
}

/// An address of the web, made absolute; nil for any other, `javascript:` and `data:` before all.
func webAddress(_ address: String, relativeTo base: String) -> String? {
    guard let url = resolve(collapsed(address), against: base), WebAddress(url)?.isWeb == true else { return nil }
    return url
}

/// "PT3M", "P0DT0H4M", "3": minutes, where there are any.
private func minutes(ofDuration text: String) -> Int? {
    if let plain = Int(text) { return (1...180).contains(plain) ? plain : nil }
    guard text.hasPrefix("P"), let time = text.split(separator: "T").dropFirst().first else { return nil }
    var total = 0
    var number = 0
    for byte in time.utf8 {
        switch byte {
        case 0x30...0x39: number = min(number * 10 + Int(byte - 0x30), 100_000)
        case UInt8(ascii: "H"): (total, number) = (total + number * 60, 0)
        case UInt8(ascii: "M"): (total, number) = (total + number, 0)
        default: number = 0
        }
    }
    return (1...180).contains(total) ? total : nil
}
