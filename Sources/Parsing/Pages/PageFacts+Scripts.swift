import FeedModel
import TextKit

extension PageFacts {
    /// What the data for the page's own scripts says.
    var scriptDate: PageTime? {
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
}
