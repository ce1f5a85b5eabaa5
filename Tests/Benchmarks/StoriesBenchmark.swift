import Comparing
import FeedModel
import Foundation
import TextKit

/// `benchmarks stories ITEMS.jsonl [--seed N] [--evidence FILE]`: finds the stories of items in their order of
/// arrival, or in that of a seed, with an index in memory, and prints `{"id", "cluster"}` lines.
///
/// `--evidence` writes what was compared, for `Tests/Evaluation/fit_stories.py`.
struct StoriesBenchmark {
    private let index = MemoryIndex()
    private var frames: [String: Frame] = [:]
    private let reader = WireReader()
    private let finder = StoryFinder()
    /// Two ids and the features of what was compared, by tabs, a line each.
    private var evidence: String?
    private var ids: [String] = []

    init(keepsEvidence: Bool) { evidence = keepsEvidence ? "" : nil }

    static func run(_ arguments: [String]) throws {
        guard let path = arguments.first else {
            return print("usage: benchmarks stories ITEMS.jsonl [--seed N] [--evidence FILE]")
        }
        func option(_ name: String) -> String? {
            arguments.firstIndex(of: name).flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
        }
        var items = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            try JSONValue(parsing: String(line)).object ?? JSONObject()
        }
        if let seed = option("--seed").flatMap(UInt64.init) {
            var generator = SplitMix(state: seed)
            items.shuffle(using: &generator)
        }
        var benchmark = StoriesBenchmark(keepsEvidence: option("--evidence") != nil)
        let clock = ContinuousClock()
        let taken = try clock.measure { for item in items { try benchmark.take(item) } }
        for (index, item) in items.enumerated() {
            print(
                "{\"id\": \(JSONValue.string(item["id"]?.string ?? "").encoded), \"cluster\": \(benchmark.index.story(of: Int64(index + 1)))}"
            )
        }
        if let file = option("--evidence"), let evidence = benchmark.evidence {
            try evidence.write(toFile: file, atomically: true, encoding: .utf8)
        }
        let rate = Double(items.count) / (taken / .seconds(1))
        FileHandle.standardError.write(Data("\(items.count) items, \(Int(rate)) a second\n".utf8))
    }

    private mutating func take(_ object: JSONObject) throws {
        var item = Item(id: object["id"]?.string ?? "")
        item.title = object["title"]?.string
        item.summary = object["summary"]?.string
        item.contentText = object["content_text"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        if let name = object["author"]?.string { item.authors = [Person(name: name)] }
        let site = object["feed"]?.string ?? ""
        let number = Int64(ids.count + 1)
        let text = StoryText(of: item, reader: reader)
        var sketch = text.sketch(without: frames[site] ?? Frame())
        if let agency = text.credit.agency { sketch.credit(agency.id) }
        let date = object["published"]?.string.flatMap(Date.init(rfc3339:)).map {
            Int64($0.timeIntervalSince1970 * 1000)
        }
        let printing = StoryPrinting(feed: stableHash(site), date: date)
        let decision = try finder.decide(sketch, of: text, site: stableHash(site), printing: printing, in: index)
        index.put(number, decision, sketch, site: site, printing)
        ids.append(item.id)
        if evidence != nil {
            for match in decision.compared {
                let features = match.evidence.features.map { "\($0)" }.joined(separator: ",")
                evidence! += "\(item.id)\t\(ids[Int(match.item) - 1])\t\(features)\n"
            }
        }
        frames[site, default: Frame()].learn(text.frameKeys, story: index.story(of: number))
    }
}

/// The index that the store keeps in tables, in memory.
private final class MemoryIndex: StoryIndex {
    private var postings: [UInt64: [ItemPosting]] = [:]
    private var members: [Int64: StoryMember] = [:]
    private var stories: [Int64: [Int64]] = [:]

    func postings(under keys: [ItemKey]) -> [[ItemPosting]?] {
        keys.map { key in
            let found = postings[key.hash] ?? []
            return found.count < StoryFinder.commonFrom ? found : nil
        }
    }
    func keys(of items: [Int64]) -> [Int64: [ItemKey]] {
        Dictionary(uniqueKeysWithValues: members(items).map { ($0.item, $0.keys) })
    }
    func members(_ items: [Int64]) -> [StoryMember] { items.compactMap { members[$0] } }
    func story(of item: Int64) -> Int64 { members[item]!.story }

    func put(_ item: Int64, _ decision: StoryDecision, _ sketch: Sketch, site: String, _ printing: StoryPrinting) {
        var sketch = sketch
        sketch.isCollection = sketch.isCollection || decision.isCollection
        let story = decision.story ?? item
        members[item] = StoryMember(
            item: item, story: story, site: stableHash(site), printing: printing, sketch: sketch, keys: decision.keys)
        stories[story, default: []].append(item)
        for other in decision.bridged {
            for moved in stories.removeValue(forKey: other) ?? [] {
                members[moved]!.story = story
                stories[story]!.append(moved)
            }
        }
        for key in decision.keys { postings[key.hash, default: []].append(ItemPosting(item: item, key: key)) }
    }
}
