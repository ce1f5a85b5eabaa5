import Daemon
import FeedModel
import Foundation
import Parsing
import Storing
import TextKit

/// Writes what a publication selects of a store: feeds, the page of the newest, an archive by day, a page for each story
/// that has copies or revisions.
///
/// A run renders what the events since the last one touch. All of it is made of the store alone, so that a full run and
/// any number of small ones come to the same bytes.
package struct Publisher {
    private let publication: Publication
    private let store: any Store
    private let pages: ListPages
    private var folder: PublishedFolder
    private var state: PublicationState

    package struct Report: Sendable {
        package let written: Int
        package let unchanged: Int
        package let removed: Int
    }

    /// Stories on one page of a day.
    private static let partSize = 100
    /// Where more is touched, all is rendered.
    private static let mostTouched = 5000

    /// - Parameter isFull: all is rendered, whatever is there.
    /// - Throws: `StoreError`, `PublicationError`.
    package static func publish(_ publication: Publication, of store: any Store, isFull: Bool = false) throws -> Report
    {
        var publisher = try Publisher(publication, store)
        let lock: FolderLock
        do { lock = try FolderLock(publication.folder) } catch {
            throw PublicationError(folder: publication.folder, reason: "\(error)")
        }
        defer { lock.release() }
        publisher.folder.removeLeftovers()
        do { return try publisher.run(isFull: isFull) } catch {
            publisher.folder.discard()
            throw error
        }
    }

    private init(_ publication: Publication, _ store: any Store) throws {
        (self.publication, self.store) = (publication, store)
        folder = try PublishedFolder(publication.folder)
        state = try PublicationState(publication, of: store)
        let feeds: [(Publication.Format, type: String, address: String)] = [
            (.atom, "application/atom+xml", "feed.atom"), (.rss, "application/rss+xml", "feed.rss"),
            (.json, "application/feed+json", "feed.json"),
        ]
        pages = ListPages(
            title: publication.title, media: publication.images,
            feeds: feeds.filter { publication.formats.contains($0.0) }.map { ($0.type, $0.address) })
    }

    private var hasPages: Bool { publication.formats.contains(.html) }

    private mutating func run(isFull: Bool) throws -> Report {
        let last = isFull ? nil : PublicationState(in: folder.path, fingerprint: state.fingerprint)
        let marks = try store.feedMarks()
        let changed = last.map { last in marks.filter { last.feeds[$0.key] ?? $0.value != $0.value } } ?? [:]
        let touched = try store.touched(after: last?.seq ?? .max, feeds: Array(changed.keys))
        let isPruned = try store.lastPruned() != last?.prunedAt
        (state.seq, state.held, state.prunedAt, state.feeds) = (
            touched.seq, touched.held, try store.lastPruned(), marks
        )
        if let last, !isPruned, last.seq <= touched.seq, touched.held == last.held + touched.arrived,
            touched.items.count <= Self.mostTouched
        {
            state.listed = last.listed
            if touched.items.isEmpty, last.seq == touched.seq, last.feeds == marks { return report }
            try publish(touched.items)
        } else {
            try publishAll()
        }
        try folder.settle()
        try folder.writeState(state.encoded)
        return report
    }

    private var report: Report {
        Report(written: folder.written, unchanged: folder.unchanged, removed: folder.removed)
    }

    // MARK: - All

    private mutating func publishAll() throws {
        let outlines = try store.outlines(publication.query)
        if hasPages {
            // They stand in the order of time.
            var rest = outlines[...]
            while let day = rest.first?.day {
                let ofDay = rest.prefix { $0.day == day }
                try write(day, Array(ofDay))
                rest = rest.dropFirst(ofDay.count)
            }
            for outlines in outlines.filter(\.hasPage).chunks(of: Self.partSize) { try writeStoryPages(outlines) }
        }
        list(outlines)
        try writeNewest()
        try folder.settle()
        folder.removeOthers()
        let files: [(Publication.Format, [String])] = [
            (.atom, ["feed.atom"]), (.rss, ["feed.rss"]), (.json, ["feed.json"]),
            (.html, ["index.html", "archive.html"]),
        ]
        // Of an earlier setting. Without the state it cannot be told whose such a file is.
        guard folder.exists(PublicationState.name) else { return }
        for (format, names) in files where !publication.formats.contains(format) { names.forEach { folder.remove($0) } }
    }

    // MARK: - What events touch

    private mutating func publish(_ items: [Int64]) throws {
        let outlines = try store.outlines(publication.query, of: items)
        if hasPages {
            let firstTouched = Dictionary(grouping: try store.firstSeen(items), by: dayName)
            for (day, times) in firstTouched {
                let ofDay = try store.outlines(publication.query, of: store.items(firstSeenOn: times[0])).filter {
                    $0.day == day
                }
                try write(day, ofDay, from: times.min() ?? .distantPast)
            }
            for outlines in outlines.filter(\.hasPage).chunks(of: Self.partSize) { try writeStoryPages(outlines) }
            // Of a story that has become a part of another, or has lost its copies.
            for item in try store.published(items, excerpt: 0) {
                let name = PublishedStory.fileName(item.key)
                if !folder.names.contains(name), folder.exists(name) { folder.remove(name) }
            }
        }
        try relist(outlines, touched: Set(items))
        try writeNewest()
    }

    /// The stories that the feeds list, after some of them have changed.
    private mutating func relist(_ outlines: [StoryOutline], touched: Set<Int64>) throws {
        let before = state.listed
        let untouched = before.filter { !touched.contains($0.item) }
        let merged = newest(untouched + outlines.map(\.listed))
        // One that left the list may have made room for a story that nothing has touched.
        let isShort = before.count >= publication.items || merged.count >= publication.items
        if isShort, untouched.count < before.count, let last = before.last,
            merged.count < min(before.count, publication.items) || merged.last.map({ isBefore(last, $0) }) ?? true
        {
            list(try store.outlines(publication.query))
        } else {
            state.listed = merged
        }
    }

    // MARK: - Files

    /// - Parameter time: only the parts of the day that have stories since then; all that have become others are among them,
    ///   since stories stand in the order in which they came.
    private mutating func write(_ day: String, _ outlines: [StoryOutline], from time: Date = .distantPast) throws {
        let parts = outlines.chunks(of: Self.partSize)
        let touched = outlines.firstIndex { $0.firstSeen >= time } ?? outlines.count
        // The part before it may get a next one.
        let firstPart = max(0, touched - 1) / Self.partSize
        for (index, part) in parts.enumerated().dropFirst(firstPart) {
            let stories = try PublishedStory.read(part, from: store, excerpt: 800)
            try folder.write(
                "days/" + ListPages.fileName(day, part: index + 1),
                pages.day(day, part: index + 1, of: stories, hasNext: index + 1 < parts.count))
        }
        var beyond = parts.count + 1
        while folder.exists("days/" + ListPages.fileName(day, part: beyond)) {
            folder.remove("days/" + ListPages.fileName(day, part: beyond))
            beyond += 1
        }
    }

    private mutating func writeStoryPages(_ outlines: [StoryOutline]) throws {
        for story in try PublishedStory.read(outlines, from: store) {
            let page = StoryPage(story, in: store, media: publication.images)
            try folder.write(
                PublishedStory.fileName(story.key),
                page.bytes(in: pages.page("\(story.lead.shownTitle) – \(publication.title)", from: "../")))
        }
    }

    private mutating func writeNewest() throws {
        let outlines = try store.outlines(publication.query, of: state.listed.map(\.item))
        let places = Dictionary(uniqueKeysWithValues: outlines.map { ($0.items[0], $0) })
        let stories = try PublishedStory.read(state.listed.compactMap { places[$0.item] }, from: store)
        let entries = try stories.map { try FeedEntry($0, in: store, media: publication.images) }
        let head = FeedHead(
            title: publication.title,
            id: "urn:uuid:"
                + uuid(stableDigits("publication\n" + publication.name + "\n" + (publication.baseURL ?? ""))),
            baseURL: publication.baseURL,
            hasPages: hasPages, updated: stories.first?.outline.updated ?? Date(timeIntervalSince1970: 0))
        if publication.formats.contains(.atom) { try folder.write("feed.atom", atomFeed(head, entries)) }
        if publication.formats.contains(.rss) { try folder.write("feed.rss", rssFeed(head, entries)) }
        if publication.formats.contains(.json) { try folder.write("feed.json", jsonFeed(head, entries)) }
        guard hasPages else { return }
        try folder.write("index.html", pages.newest(stories))
        // Later parts of a day have longer names.
        let days = Set(folder.pages(in: "days").filter { $0.utf8.count == 15 }.map { String($0.prefix(10)) })
        try folder.write("archive.html", pages.archive(days.sorted(by: >)))
    }

    // MARK: - The newest

    private mutating func list(_ outlines: [StoryOutline]) { state.listed = newest(outlines.map(\.listed)) }

    private func newest(_ stories: [PublicationState.Listed]) -> [PublicationState.Listed] {
        Array(stories.sorted(by: isBefore).prefix(publication.items))
    }

    private func isBefore(_ one: PublicationState.Listed, _ other: PublicationState.Listed) -> Bool {
        (one.updated, one.item) > (other.updated, other.item)
    }
}

extension StoryOutline {
    fileprivate var day: String { dayName(firstSeen) }
    fileprivate var listed: PublicationState.Listed {
        PublicationState.Listed(item: items[0], updated: Int64((updated.timeIntervalSince1970 * 1000).rounded()))
    }
}

/// In UTC: "2026-11-28".
private func dayName(_ date: Date) -> String { String(date.rfc3339.prefix(10)) }

extension Array {
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
