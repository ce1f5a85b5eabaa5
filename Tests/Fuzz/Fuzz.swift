import FeedModel
import Parsing

/// What libFuzzer calls with each input. The first byte chooses what reads the rest, so that one corpus serves all.
/// Built and run by `Tests/fuzz.sh`; nothing else links this file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let start, count > 0 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    switch start.pointee % 8 {
    case 0...3: readFeed(input)
    case 4: readPage(input)
    case 5: _ = parseDate(String(decoding: input, as: UTF8.self))
    case 6: readJSON(input)
    default: readSubscriptions(input)
    }
    return 0
}

private func readFeed(_ input: [UInt8]) {
    guard let feed = try? parseFeed(input, at: "http://feed.test/feed") else { return }
    // What goes out must come back the same: it is what the log and the store keep.
    let written = JSONValue.object(feed.json)
    precondition((try? JSONValue(parsing: written.encodedBytes)) == written, "the feed's JSON reads differently")
}

/// What was sanitized must stay as it is when it is sanitized again, and hold no tag that runs code.
private func readPage(_ input: [UInt8]) {
    let once = sanitize(input)
    precondition(sanitize(Array(once.html.utf8)).html == once.html, "sanitizing again changes the outcome")
    let small = once.html.lowercased()
    for bad in ["<script", "<iframe", "<style", "<object", "<embed", "<form", "<base", "<meta", "<link"] {
        precondition(!small.contains(bad), "a tag that must not stay")
    }
    _ = discoverFeeds(inPage: input, at: "http://page.test/")
}

private func readJSON(_ input: [UInt8]) {
    guard let value = try? JSONValue(parsing: input) else { return }
    precondition((try? JSONValue(parsing: value.encodedBytes)) == value, "written JSON reads differently")
}

private func readSubscriptions(_ input: [UInt8]) {
    guard let list = try? parseOPML(input) else { return }
    let again = try? parseOPML(writeOPML(list))
    precondition(again?.entries.map(\.url) == list.entries.map(\.url), "a written list reads differently")
}
