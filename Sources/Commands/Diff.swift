import ArgumentParser
import Comparing
import FeedModel
import Foundation
import Publishing
import Storing

/// `dateline diff ITEM [A..B]`
struct Diff: Command {
    static let configuration = CommandConfiguration(
        abstract: "Print what changed in an item, word by word.",
        discussion: """
            ITEM is a number, a guid, an address or a title. A..B are two of its revisions, as \
            'dateline show --revisions' numbers them; without them, the last two. On a terminal, what was removed is \
            red and what was added is green; elsewhere they stand in [-brackets-] and {+braces+}.

              dateline diff 4711
              dateline diff 4711 1..3 --unified
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "As one JSON object.") var json = false
    @Flag(help: "Line by line, as diff -u.") var unified = false
    @OptionGroup var page: PageOptions
    @Argument(help: "The item's number, guid, address or title.") var item: String
    @Argument(help: ArgumentHelp("Two revisions.", valueName: "a..b")) var range: String?

    func run(on console: Console) async throws {
        let found = try options.readStore(console)
        guard let number = try console.item(named: item, in: found).item?.number, let store = found else {
            throw ExitCode.failure
        }
        let revisions = try store.revisions(of: number)
        let (a, b) = try numbers(newest: revisions.last?.number ?? 1)
        guard let old = revisions.first(where: { $0.number == a }), let new = revisions.first(where: { $0.number == b })
        else {
            let held = revisions.map { String($0.number) }.joined(separator: ", ")
            console.complain(
                revisions.count == 1
                    ? "item \(number) has not been revised since it was first seen"
                    : "item \(number) has no revisions \(a) and \(b) to compare; it has \(held)")
            throw ExitCode.failure
        }
        for gone in [old, new] where gone.isTextPruned {
            console.complain("the text of revision \(gone.number) has been pruned: [retention] keeps it no longer")
        }
        let comparison = RevisionComparison(item: Int(number), old: old, new: new)
        if page.html != nil, let held = try store.findItem(number: number)?.item {
            try page.write(revisionPage(held, from: old, to: new), on: console)
        } else if json {
            console.write(comparison.json, pretty: true)
        } else {
            (unified ? comparison.unifiedLines : comparison.lines(on: console)).forEach(console.write(_:))
        }
    }

    private func numbers(newest: Int) throws -> (Int, Int) {
        guard let range else { return (newest - 1, newest) }
        let parts = range.split(separator: ".", omittingEmptySubsequences: true).map { Int($0) }
        guard range.contains(".."), parts.count == 2, let a = parts[0], let b = parts[1] else {
            throw ValidationError("'\(range)' is no pair of revisions: write 1..2.")
        }
        return (a, b)
    }
}

/// Two revisions of one item side by side.
private struct RevisionComparison {
    let item: Int
    let old: HeldRevision
    let new: HeldRevision

    private var fields: [ChangedField] { new.fields(changedFrom: old) }

    var json: JSONObject {
        var object = JSONObject()
        object.set("item", item)
        object.set("from", describe(old))
        object.set("to", describe(new))
        object.set(
            "fields",
            fields.map { field in
                var entry = JSONObject()
                entry.set("field", field.name)
                entry.set(
                    "changes",
                    field.changes.map { change in
                        var part = JSONObject()
                        switch change {
                        case .same(let text): part.set("same", text)
                        case .removed(let text): part.set("removed", text)
                        case .added(let text): part.set("added", text)
                        }
                        return part
                    })
                return entry
            })
        return object
    }

    private func describe(_ revision: HeldRevision) -> JSONObject {
        var object = JSONObject()
        object.set("revision", revision.number)
        object.set("at", clock: revision.at)
        for (key, value) in revision.facts.members { object.append(key, value) }
        return object
    }

    /// The paragraphs that changed.
    func lines(on console: Console) -> [String] {
        var lines = [
            console.styled(
                "revision \(old.number), \(console.localTime(old.at)) \(console.offset) → \(new.number), \(console.localTime(new.at))",
                .bold)
        ]
        for field in fields {
            lines.append(console.styled(field.name, .cyan))
            for paragraph in field.changes.changedLines {
                if let width = console.columnWidth(2) {
                    let sides = [false, true].map { isNew in wrapped(side(paragraph, isNew: isNew, console), to: width)
                    }
                    lines += console.sideBySide(sides, width: width)
                } else if let width = console.terminalWidth {
                    let stretches = paragraph.map { stretch($0, console) }
                    lines += wrapped(stretches, to: width - 2).map { "  " + console.styled($0) }
                } else {
                    lines.append("  " + paragraph.map { console.styled([stretch($0, console)]) }.joined())
                }
            }
        }
        return lines
    }

    /// The old text, or the new one.
    private func side(_ paragraph: [WordChange], isNew: Bool, _ console: Console) -> [StyledText] {
        paragraph.compactMap { change in
            switch change {
            case .removed where isNew: nil
            case .added where !isNew: nil
            default: stretch(change, console)
            }
        }
    }

    private func stretch(_ change: WordChange, _ console: Console) -> StyledText {
        switch change {
        case .same(let text): StyledText(onOneLine(text))
        case .removed(let text): marked(text, .red, "[-", "-]", console)
        case .added(let text): marked(text, .green, "{+", "+}", console)
        }
    }

    private func marked(
        _ text: String, _ style: Console.Style, _ open: String, _ close: String, _ console: Console
    ) -> StyledText {
        let text = onOneLine(text)
        guard !console.hasColour else { return StyledText(text, style) }
        let space = text.prefix { $0.isWhitespace }
        return StyledText(space + open + text.dropFirst(space.count) + close)
    }

    var unifiedLines: [String] {
        var lines = [
            "--- revision \(old.number)\t\(old.at.rfc3339)", "+++ revision \(new.number)\t\(new.at.rfc3339)",
        ]
        func text(_ revision: HeldRevision) -> [String] {
            let parts = [
                revision.item["title"]?.string,
                revision.item["content_text"]?.string ?? revision.item["summary"]?.string,
            ]
            return parts.compactMap(\.self).flatMap { $0.split(separator: "\n").map(String.init) }
        }
        lines += unifiedDifference(from: text(old), to: text(new)).map(onOneLine)
        return lines
    }
}
