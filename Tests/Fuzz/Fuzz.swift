import FeedModel
import Glibc

@testable import Parsing

/// What libFuzzer calls with each input. `FUZZ_READER` names what reads it, once a process: a process for each reader
/// keeps the corpora apart, and small inputs small. Built and run by `Tests/fuzz.sh`; nothing else links this file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    read(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private let read: @Sendable ([UInt8]) -> Void =
    switch getenv("FUZZ_READER").map({ String(cString: $0) }) {
    case "feed": { readFeed(text($0)) }
    case "encoding": readFeed
    case "repair": { repair(text($0)) }
    case "page": { readPage(text($0)) }
    case "html": { readHTML(String(decoding: $0, as: UTF8.self)) }
    case "date": readDate
    case "json": readJSON
    case "opml": { readSubscriptions(text($0)) }
    default: fatalError("FUZZ_READER names no reader")
    }

/// The input as UTF-8: hardly any mutation of UTF-8 is UTF-8, and guessing at encodings would take most of the time.
private func text(_ input: [UInt8]) -> [UInt8] { Array(String(decoding: input, as: UTF8.self).utf8) }

@Sendable private func readFeed(_ input: [UInt8]) {
    guard let feed = try? parseFeed(input, at: "http://feed.test/feed") else { return }
    // What goes out must come back the same: it is what the log and the store keep.
    let written = JSONValue.object(feed.json)
    precondition((try? JSONValue(parsing: written.encodedBytes)) == written, "the feed's JSON reads differently")
}

/// What libxml2 accepts is left, so that a second repair changes nothing; what else there is becomes well-formed, and is
/// told. (Where the repairer guesses, at the "]]>" that ends a section, it may guess otherwise of its own work.)
@Sendable private func repair(_ input: [UInt8]) {
    var text = decode(input)
    var repairs = XMLRepairs()
    text.normalizeLineEnds()
    text.repairCharacters(&repairs)
    let entities = XMLEntities(declared: XMLDoctype.first(in: text.bytes)?.entities ?? [:])
    if parseXML(text.bytes, entities: entities) != nil { return }
    var repairer = XMLRepairer(text.bytes, entities: entities)
    let repaired = repairer.repair()
    guard repaired.contains(UInt8(ascii: "<")) else { return }
    precondition(!readXML(decode(input)).repairs.isEmpty, "repaired, and nothing said")
    let none = XMLEntities(declared: [:])
    precondition(parseXML(repaired, entities: none) != nil, "what was repaired is not well-formed")
}

/// An article's HTML is made anew from the page, and must be as harmless as a feed's.
@Sendable private func readPage(_ input: [UInt8]) {
    _ = discoverFeeds(inPage: input, at: "http://page.test/")
    guard let page = try? parsePage(input, at: "http://page.test/a") else { return }
    let html = Array((page.contentHTML ?? "").utf8)
    for bad in badTags { precondition(!contains(html, bad), "a tag that must not stay") }
}

/// What was sanitized must stay as it is when it is sanitized again, and hold no tag that runs code.
@Sendable private func readHTML(_ input: String) {
    let once = sanitize(input).html
    precondition(sanitize(once).html.utf8.elementsEqual(once.utf8), "sanitizing again changes the page")
    for bad in badTags { precondition(!contains(Array(once.utf8), bad), "a tag that must not stay") }
}

private let badTags = ["script", "iframe", "style", "object", "embed", "form", "base", "meta", "link"]
    .map { Array($0.utf8) }

/// Whether `<name` stands in `page`, in small or large letters.
private func contains(_ page: [UInt8], _ name: [UInt8]) -> Bool {
    page.indices.contains { start in
        page[start] == UInt8(ascii: "<") && start + name.count < page.count
            && name.indices.allSatisfy { page[start + 1 + $0] | 0x20 == name[$0] }
    }
}

@Sendable private func readDate(_ input: [UInt8]) { _ = parseDate(String(decoding: input, as: UTF8.self)) }

@Sendable private func readJSON(_ input: [UInt8]) {
    guard let value = try? JSONValue(parsing: input) else { return }
    precondition((try? JSONValue(parsing: value.encodedBytes)) == value, "written JSON reads differently")
}

@Sendable private func readSubscriptions(_ input: [UInt8]) {
    guard let list = try? parseOPML(input) else { return }
    let again = try? parseOPML(Array(writeOPML(list).utf8))
    func feeds(_ list: SubscriptionList?) -> [String: Set<String>]? {
        list.map { Dictionary($0.entries.map { ($0.url, Set($0.tags)) }) { first, _ in first } }
    }
    precondition(feeds(again) == feeds(list), "a written list reads differently")
}
