import FeedModel

import struct FoundationEssentials.Date
import struct FoundationEssentials.URL
import TextKit

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
        page.modified = settle(first(machineModified), lines.modified)
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

    // MARK: - Dates

    private var published: PageTime? {
        let byAddress = PageAddress.day(in: url) ?? canonicalURL.flatMap(PageAddress.day)
        let written = writtenPublished.lazy.compactMap { $0() }.compactMap(time)
        if let machine = written.first ?? first(markedPublished) {
            // Where what is written for programs differs, that counts which the reader sees, too.
            if let seen = lines.published ?? lines.bareDate, !Self.agree(machine, seen),
                !(byAddress.map { Self.agree(machine, $0) } ?? false),
                let other = written.first(where: { Self.agree($0, seen) })
            {
                return other
            }
            if lines.published == nil, let seen = lines.bareDate, isOfLastEdit(machine, seen) { return seen }
            return settle(machine, lines.published)
        }
        if let line = lines.published ?? lines.original { return line }
        // A date that stands alone may be that of what the story tells.
        if let bare = lines.bareDate, byAddress.map({ Self.agree($0, bare) }) ?? true { return bare }
        return byAddress ?? scriptDate ?? namedDate
    }

    /// `<meta name="date" content="2020-04-30">` is what some write at each edit: the day that a reader sees some days
    /// before it is the first.
    private func isOfLastEdit(_ machine: PageTime, _ seen: PageTime) -> Bool {
        guard machine.isDay, tree.meta("date").flatMap(time) == machine, data.datePublished == nil else { return false }
        let later = machine.date.timeIntervalSince(seen.date)
        return later > 0 && later < 31 * 86_400
    }

    private func settle(_ machine: PageTime?, _ line: PageTime?) -> PageTime? {
        guard let machine, let line else { return machine ?? line }
        return Self.agree(machine, line) ? machine : line
    }

    /// A line's day is its midnight: the same day elsewhere may begin 14 hours sooner and ends 24 hours later.
    private static func agree(_ machine: PageTime, _ line: PageTime) -> Bool {
        if machine.isDay, line.isDay { return machine == line }
        let later = machine.date.timeIntervalSince(line.date) / 3600
        return later > -14 && later < 36
    }

    /// In the order in which they are believed.
    private var writtenPublished: [() -> String?] {
        [
            { data.datePublished },
            {
                tree.meta(
                    "article:published_time", "article:published", "og:article:published_time", "og:published_time")
            },
            {
                tree.meta(
                    "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued",
                    "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "citation_publication_date",
                    "citation_date", "publish-date", "publish_date", "publishdate", "publication_date",
                    "publicationdate", "pubdate", "ptime", "published_date", "article_date_original",
                    "originalpublicationdate", "displaydate", "date")
            },
            { property("datepublished") }, { property("datecreated") },
        ]
    }

    private var markedPublished: [() -> String?] {
        [
            { tree.nodes.firstIndex { $0.tag == .time && $0[.pubdate] != nil }.flatMap(value) },
            { time(named: ["published", "pubdate", "publish", "posted", "entry date"]) }, { timeUnderHeadline },
        ]
    }

    /// The one date of an element that is named for it: the first from the headline on, else the last above it.
    private var namedDate: PageTime? {
        var above: PageTime?
        for index in tree.nodes.indices {
            let node = tree.nodes[index]
            guard node.tag != nil, node.tag != .meta, let name = node[.class] ?? node[.id], Self.isDateName(name),
                let text = value(of: index), text.utf8.count < 60, !isOfAnother(index)
            else { continue }
            let dates = findDates(in: Array(text.lowercased().utf8), language: language.ofDates)
            guard dates.count == 1 else { continue }
            if index >= headline ?? 0 { return dates[0].time }
            above = dates[0].time
        }
        return above
    }

    /// In a comment, or in the teaser of another article.
    private func isOfAnother(_ index: Int) -> Bool {
        ([index] + tree.ancestors(of: index).prefix(8)).contains { index in
            guard let name = tree.nodes[index][.class] ?? tree.nodes[index][.id], tree.nodes[index].tag != .body else {
                return false
            }
            return PageFurniture.nameWords(name).contains { Self.othersNames.contains($0) }
        }
    }

    private static let othersNames: Set<String> = [
        "comment", "comments", "kommentar", "kommentare", "reply", "teaser", "teasers", "related", "recommended",
        "swiper",
        "carousel", "sidebar",
    ]

    private static func isDateName(_ name: String) -> Bool {
        PageFurniture.nameWords(name).contains { dateNames.contains($0) }
    }
    private static let dateNames: Set<String> = [
        "date", "datum", "fecha", "pubdate", "published", "posted", "postdate", "dateline", "timestamp", "time",
        "datetime",
    ]

    private var machineModified: [() -> String?] {
        [
            { data.dateModified },
            {
                tree.meta(
                    "article:modified_time", "article:modified", "og:article:modified_time", "og:updated_time",
                    "article:updated_time")
            },
            {
                tree.meta(
                    "datemodified", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "revised",
                    "article_date_updated", "utime", "updated_time", "modified_date", "lastmodified")
            },
            { property("datemodified") }, { time(named: ["updated", "modified", "lastmod"]) },
        ]
    }

    private func first(_ texts: [() -> String?]) -> PageTime? { texts.lazy.compactMap { $0() }.compactMap(time).first }

    private func time(_ text: String) -> PageTime? {
        machineDate(text, language: language.ofDates).flatMap { $0.date.timeIntervalSince1970 > 631_152_000 ? $0 : nil }
    }

    private func property(_ name: String) -> String? {
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

    private func value(of index: Int) -> String? {
        let node = tree.nodes[index]
        if let value = node[.content] ?? node[.datetime], !value.isEmpty { return value }
        // `<abbr class="published" title="2020-05-18T09:30:00Z">`, the older microformats.
        if node.tag == .abbr, let value = node[.title], value.utf8.first?.isDigit == true { return value }
        let raw = tree.rawText(of: index)
        guard ReadingBudget.current.spend(raw.utf8.count) else { return nil }
        let text = collapsed(raw)
        return text.isEmpty || text.utf8.count > 200 ? nil : text
    }

    /// A `time` whose class says what it is.
    private func time(named words: [String]) -> String? {
        for index in tree.nodes.indices where tree.nodes[index].tag == .time {
            let names = (tree.nodes[index][.class] ?? "").lowercased()
            let asks = words.contains { names.contains($0) }
            if asks, let value = value(of: index) { return value }
        }
        return nil
    }

    /// The first `time` between the headline and the first long paragraph: one in a list of other stories is not
    /// this story's.
    private var timeUnderHeadline: String? {
        guard let headline else { return nil }
        var read = 0
        for index in headline..<tree.nodes.count {
            let node = tree.nodes[index]
            if node.tag == .time, !isOfAnother(index) { return value(of: index) }
            if node.tag == .p { read += tree.rawText(of: index).utf8.count }
            if read > 400 { return nil }
        }
        return nil
    }

    /// What the data for the page's own scripts says.
    private var scriptDate: PageTime? {
        for node in tree.nodes where node.isText && node.parent >= 0 && tree.nodes[node.parent].tag == .script {
            guard ReadingBudget.current.spend(node.text.utf8.count), node.text.utf8.count < 1 << 20 else { continue }
            let text = Array(node.text.utf8)
            guard let value = Self.value(ofAny: Self.scriptKeys, in: text),
                let time = time(value)
            else { continue }
            return time
        }
        return nil
    }

    private static let scriptKeys = [
        "datepublished", "publishedat", "published_at", "publishdate", "publish_date", "publicationdate",
        "publication_date", "publisheddate", "published_date", "firstpublished", "first_published", "date_published",
        "pubdate", "publishedfirst", "firstpublication", "first-publication", "published_time", "publishedtime",
        "publishtime", "publish_time", "publicationtime", "publishedon", "published_on", "firstpublishedat",
    ]

    /// The string after `"key":` or `\"key\":`.
    private static func value(ofAny keys: [String], in text: [UInt8]) -> String? {
        let isMark = { (byte: UInt8) in byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x27 }
        var start = 0
        for (at, byte) in text.enumerated() where byte == UInt8(ascii: ":") && at - start > 6 {
            start = at
            guard let end = text[..<at].lastIndex(where: { !isMark($0) && !$0.isSpace }), end >= 6 else { continue }
            let from = text[max(0, end - 20)...end].lastIndex {
                !$0.isLetter && $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-")
            }
            guard let from, isMark(text[from]) || text[from] == 0x2C || text[from] == 0x7B || text[from].isSpace,
                end - from > 6, keys.contains(text.string(from + 1..<end + 1).lowercased())
            else { continue }
            let value = text[(at + 1)...].prefix(60).drop { isMark($0) || $0.isSpace }.prefix { !isMark($0) }
            guard value.count >= 10 else { continue }
            return String(decoding: value, as: UTF8.self)
        }
        return nil
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

    private var canonicalURL: String? {
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

/// A date that a program wrote, in ISO 8601 or nearly so; else one as people write it.
func machineDate(_ text: String, language: String?) -> PageTime? {
    let text = collapsed(text)
    if let time = PageTime(text: text) { return time }
    var bytes = Array(text.utf8)
    // "2025-12-18T09:30+0200", "2025-12-18T09:30:00.000Z", "2025-12-18 09:30"
    if bytes.count > 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") {
        if bytes[10] == UInt8(ascii: " ") { bytes[10] = UInt8(ascii: "T") }
        bytes.removeAll { $0 == 0x20 }
        if bytes.count >= 16, bytes.count == 16 || bytes[16] != UInt8(ascii: ":") {
            bytes.insert(contentsOf: Array(":00".utf8), at: 16)
        }
        let zone = bytes.dropFirst(19).lastIndex { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        if let zone {
            if bytes.count - zone == 5 { bytes.insert(UInt8(ascii: ":"), at: zone + 3) }
            if bytes.count - zone == 3 { bytes += Array(":00".utf8) }
        } else if bytes.count >= 19, bytes.last != UInt8(ascii: "Z"), bytes.last != UInt8(ascii: "z") {
            bytes.append(UInt8(ascii: "Z"))
        }
        if let time = PageTime(text: String(decoding: bytes, as: UTF8.self)) { return time }
    }
    if let seconds = Int(text), seconds > 631_152_000 {
        return PageTime(Date(timeIntervalSince1970: Double(seconds > 100_000_000_000 ? seconds / 1000 : seconds)))
    }
    if let time = findDates(in: Array(text.lowercased().utf8), language: language).first?.time { return time }
    // Who writes AM or PM puts the month first.
    let end = text.lowercased().suffix(2)
    return end == "am" || end == "pm" ? readDate(text).map { PageTime($0) } : nil
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
