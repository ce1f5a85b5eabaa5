import ArgumentParser
import Comparing
import FeedModel
import Foundation
import Storing

/// `dateline why ITEM`
struct Why: Command {
    static let configuration = CommandConfiguration(
        abstract: "Explain why an item counts as a copy.",
        discussion: "  dateline why 4711\n\nITEM is a number, a guid, an address or a title.")

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "What was weighed, with the weights that add up.") var weights = false
    @Flag(help: "As JSON.") var json = false
    @Argument(help: "The item's number, guid, address or title.") var item: String

    func run(on console: Console) async throws {
        let store = try options.readStore(console)
        let event = try console.item(named: item, in: store)
        if let dropped = event.dropped {
            throw UsageError(
                "item \(event.item?.number ?? 0) is of no story: the filter \(dropped.rule) has dropped it (\(dropped.expression))"
            )
        }
        guard let number = event.item?.number, let why = try store?.whyStory(number)
        else { throw UsageError("item '\(shortened(item, to: 100))' is of no story") }
        if json { console.write(why.json, pretty: true) } else { show(why, on: console) }
    }

    private func show(_ why: StoryExplanation, on console: Console) {
        func line(_ label: String, _ text: String) {
            console.write("\(column(label, 12)) \(onOneLine(text))")
        }
        line("item", "\(why.item.item?.number ?? 0), \(name(why.item))")
        if let match = why.match { line("because", match.evidence.words(why.wire)) }
        let isOriginal = why.original == why.item.item?.number
        let others = why.members == 1 ? "alone in it" : "one of \(why.members) items"
        let place = isOriginal ? "taken for the original" : "the original is item \(why.original)"
        let copies = isOriginal && why.members > 1 ? "; 'dateline story \(why.story)' shows its copies" : ""
        line("story", "\(why.story), \(others), \(place)\(copies)")
        showWire(why.wire, line)
        if !why.reasons.isEmpty { line("reasons", why.reasons.joined(separator: ", ")) }
        guard let match = why.match else {
            return line("compared", "nothing held when it came had a text near it")
        }
        guard weights else {
            return line(
                "compared",
                "with item \(match.item.item?.number ?? 0), \(name(match.item)); --weights shows what was weighed")
        }
        line("compared", "with item \(match.item.item?.number ?? 0), \(name(match.item))")
        for evidence in match.lines where evidence.weight == nil { line("  " + evidence.name, evidence.value) }
        for evidence in match.lines {
            guard let weight = evidence.weight else { continue }
            line("", "\(column(signed(weight), 7)) \(evidence.name) \(evidence.value)")
        }
        line("", "\(column(signed(match.sum), 7)) in all; a copy from \(StoryExplanation.copyFrom)")
    }

    private func showWire(_ wire: JSONObject, _ line: (String, String) -> Void) {
        let (agency, dateline) = (wire["agency"]?.string, wire["dateline"])
        let parts = [agency, dateline?["place"]?.string, dateline?["date"]?.string].compactMap { $0 }
        if !parts.isEmpty { line("wire credit", parts.joined(separator: ", ")) }
        if let byline = wire["byline"]?.string { line("byline", byline) }
        if let editors = wire["editors"]?.string { line("editors", editors) }
        if let mark = wire["mark"]?.string { line("mark", mark) }
    }

    private func name(_ event: Event) -> String {
        "\(event.feed.name): \(event.item?.title ?? "(untitled)")"
    }

    private func signed(_ value: Double) -> String {
        guard value.isFinite else { return "never" }
        let text = String(format: "%.2f", value)
        return value < 0 ? text : "+" + text
    }
}

extension StoryExplanation {
    fileprivate var json: JSONObject {
        var object = JSONObject()
        object.set("item", (item.item?.number).map(Int.init))
        object.set("story", Int(story))
        object.set("original", Int(original))
        object.set("members", members)
        if let similarity { object.append("similarity", .double((similarity * 1000).rounded() / 1000)) }
        object.set("reasons", reasons)
        object.set("wire", wire)
        guard let match else { return object }
        var compared = JSONObject()
        compared.set("item", (match.item.item?.number).map(Int.init))
        var evidence = JSONObject()
        for line in match.lines { evidence.set(line.name, line.value) }
        compared.set("evidence", evidence)
        object.set("compared", compared)
        return object
    }
}
