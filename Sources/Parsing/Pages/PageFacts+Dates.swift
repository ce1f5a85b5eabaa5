import FeedModel
import TextKit

import struct FoundationEssentials.Date

/// What a page says of its days, and whose word counts.
extension PageFacts {
    /// The day or time that the page was published at.
    var published: PageTime? {
        let byAddress = PageAddress.day(in: url) ?? canonicalURL.flatMap(PageAddress.day)
        let written = writtenPublished.lazy.compactMap { $0() }.compactMap(time)
        if let machine = written.first ?? first(markedPublished) {
            // Two that do not know of each other are right.
            if let byAddress, Self.agree(machine, byAddress) { return machine }
            let shown = shownDate
            let labelled = lines.published ?? (shown?.isPublication == true ? shown?.time : nil)
            // Where what is written for programs differs, that counts which the reader sees, too.
            if let seen = lines.published ?? lines.bareDate ?? shown?.time, !Self.agree(machine, seen),
                let other = written.first(where: { Self.agree($0, seen) })
            {
                return other
            }
            if labelled == nil, let seen = lines.bareDate, isOfLastEdit(machine, seen) { return seen }
            return settle(machine, labelled)
        }
        if let line = lines.published ?? lines.original { return line }
        // A date that stands alone may be that of what the story tells.
        if let bare = lines.bareDate, byAddress.map({ Self.agree($0, bare) }) ?? true { return bare }
        return byAddress ?? scriptDate ?? shownDate?.time ?? dateBelow
    }

    /// Of the lines below the story: one that names the publication, or one close to it that is little but a date,
    /// "Posted by Anna, 3 May 2013 | 2 comments".
    private var dateBelow: PageTime? {
        PageLines(linesBelow, language: language.ofDates).published
            ?? PageLines(linesBelow.prefix(6), language: language.ofDates).bareDate
    }

    /// The day or time of its last change.
    var modified: PageTime? { settle(first(machineModified), lines.modified) }

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
        [{ data.datePublished }] + Self.publishedMetas.map { name in { tree.meta(name) } }
            + [{ property("datepublished") }, { property("datecreated") }]
    }

    private static let publishedMetas = [
        "article:published_time", "article:published", "og:article:published_time", "og:published_time",
        "datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created",
        "dc.date.created", "dcterms.date", "dc.date", "citation_publication_date", "citation_date", "publish-date",
        "publish_date", "publishdate", "publication_date", "publicationdate", "pubdate", "ptime", "published_date",
        "article_date_original", "originalpublicationdate", "displaydate", "date",
    ]

    private var markedPublished: [() -> String?] {
        [
            { tree.nodes.firstIndex { $0.tag == .time && $0[.pubdate] != nil }.flatMap(value) },
            { time(named: ["published", "pubdate", "publish", "posted", "entry date"]) }, { timeUnderHeadline },
        ]
    }

    /// The one date that an element named for it shows, and whether the name or a word beside it says that it is the
    /// publication's: the first from the headline on, else the last above it.
    private var shownDate: (time: PageTime, isPublication: Bool)? {
        var above: (PageTime, Bool)?
        var known: [String: Bool] = [:]
        for index in tree.nodes.indices {
            let node = tree.nodes[index]
            guard node.tag != nil, node.tag != .meta, let name = node[.class] ?? node[.id] else { continue }
            let isNamed = known[name] ?? Self.names(name, Self.dateNames)
            known[name] = isNamed
            guard isNamed, let text = value(of: index), text.utf8.count < 60, !tree.isOfAnother(index) else { continue }
            let said = PageLines([text], language: language.ofDates)
            guard let time = said.published ?? said.bareDate,
                findDates(in: Array(text.lowercased().utf8), language: language.ofDates).count == 1
            else { continue }
            let isPublication = said.published != nil || Self.names(name, Self.publicationNames)
            if index >= headline ?? 0 { return (time, isPublication) }
            above = (time, isPublication)
        }
        return above
    }

    private static func names(_ name: String, _ words: Set<String>) -> Bool {
        PageFurniture.nameWords(name).contains { words.contains($0) }
    }
    private static let publicationNames: Set<String> = ["pubdate", "published", "posted", "postdate"]
    private static let dateNames = publicationNames.union([
        "date", "datum", "fecha", "dateline", "timestamp", "time", "datetime",
    ])

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

    func time(_ text: String) -> PageTime? {
        machineDate(text, language: language.ofDates).flatMap { $0.date.timeIntervalSince1970 > 631_152_000 ? $0 : nil }
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
            if node.tag == .time, !tree.isOfAnother(index) { return value(of: index) }
            if node.tag == .p { read += tree.rawText(of: index).utf8.count }
            if read > 400 { return nil }
        }
        return nil
    }
}
