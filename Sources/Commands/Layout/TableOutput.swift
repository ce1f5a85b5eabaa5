import ArgumentParser
import FeedModel
import Foundation

extension NameSpecification.Element {
    /// `-n 5`, and `-n5` as other programs take it.
    static var n: Self { .customShort("n", allowingJoined: true) }
}

/// For lists: how programs get them.
struct ListOptions: ParsableArguments {
    @Flag(help: "For programs: an object a line.") var json = false
    @Flag(help: "Tab-separated, with a header line.") var tsv = false
    @Flag(help: "Comma-separated, with a header line.") var csv = false

    func validate() throws {
        guard [json, tsv, csv].count(where: { $0 }) < 2 else {
            throw ValidationError("--json, --tsv and --csv are one or the other.")
        }
    }

    var format: ListFormat { json ? .json : tsv ? .table(.tabs) : csv ? .table(.commas) : .people }
}

enum ListFormat: Equatable {
    case people, json, table(TableOutput)
}

/// Tables for spreadsheets and shells. Each value stands on one line, whatever is in it.
enum TableOutput {
    case tabs, commas

    func line(_ values: [String?]) -> String {
        switch self {
        case .tabs: values.map { onOneLine($0 ?? "") }.joined(separator: "\t")
        // RFC 4180.
        case .commas: values.map { quotedIfNeeded(onOneLine($0 ?? "")) }.joined(separator: ",")
        }
    }

    private func quotedIfNeeded(_ value: String) -> String {
        guard value.contains(where: { $0 == "," || $0 == "\"" }) else { return value }
        return "\"" + value.replacing("\"", with: "\"\"") + "\""
    }
}

/// A time in a table, as in the store's views: the order of texts is that of times.
func tableTime(_ date: Date?) -> String? { date?.rfc3339Milliseconds }
