import FeedModel
import Storing
import TextKit
import TOMLKit

extension Configuration {
    /// The rules of `[[filter]]`, in the order of the file.
    mutating func readFilters(_ root: TOMLTable, in file: ConfigurationFile) {
        guard let value = root["filter"] else { return }
        guard let tables = value.array else {
            let line = file.outline.line(of: "filter", in: nil)
            let message = "found \(describe(value)); filters are written [[filter]], in double brackets"
            return file.report(line: line, key: "filter", message)
        }
        var rules: [ItemFilter] = []
        for (index, element) in tables.enumerated() {
            guard let table = element.table else {
                let message = "found \(describe(element)) in the list; a table is allowed: [[filter]]"
                file.report(line: file.outline.line(of: "filter", in: nil), key: "filter", message)
                continue
            }
            var reader = TableReader(table, name: "filter", index: index, in: file)
            guard let rule = reader.readFilter() else { continue }
            if rules.contains(where: { $0.name == rule.name }) {
                reader.fail(
                    "name", "\(quoted(rule.name)) is the name of another filter; items say by it what dropped them")
            }
            rules.append(rule)
        }
        filters = ItemFilters(rules)
    }

    /// Filters that are for no feed: the address may be mistyped. Titles that feeds give themselves are not known here.
    mutating func warnOfIdleFilters() {
        guard !filters.rules.isEmpty else { return }
        let tags = Set(subscriptions.flatMap(\.tags).map { $0.lowercased() })
        let addresses =
            filters.rules.allSatisfy(\.feeds.isEmpty) ? [] : Set(subscriptions.map { addressKey($0.url) })
        for rule in filters.rules {
            let missing = rule.tags.first { !tags.contains($0.lowercased()) }.map {
                "no feed has the tag \(quoted($0))"
            }
            let address = rule.feeds.first { looksLikeAddress($0) && !addresses.contains(addressKey($0)) }
            guard let message = missing ?? address.map({ "\(withoutAnyLogin($0)) is no feed of the configuration" })
            else {
                continue
            }
            problems.append(
                ConfigurationProblem(
                    .warning, file: paths.configurationFile, key: "filter", "\(quoted(rule.name)): \(message)"))
        }
    }
}

extension TableReader {
    /// - Returns: nil where something in it is wrong, which has been said.
    fileprivate mutating func readFilter() -> ItemFilter? {
        var name: String?
        read("name", into: &name)
        var (feeds, tags): ([String], [String]) = ([], [])
        read("feeds", into: &feeds) { $0.isEmpty ? .wrong("is no feed's address or title") : .value($0) }
        read("tags", into: &tags) { $0.isEmpty ? .wrong("is no tag") : .value($0) }
        let written = ItemFilter.Action.allCases.compactMap { action in string(action.rawValue).map { (action, $0) } }
        finish()
        if name == nil, table["name"] == nil { fail(nil, "has no name, such as name = \"no-sports\"") }
        guard written.count == 1, let (action, expression) = written.first else {
            if !hasErrors {
                fail(
                    nil,
                    "has \(written.isEmpty ? "neither" : "both") of drop and keep; it needs one: two filters do both")
            }
            return nil
        }
        do throws(SearchMistake) {
            var rule = try ItemFilter(name: name ?? "", action: action, expression: expression)
            (rule.feeds, rule.tags) = (feeds, tags)
            return hasErrors ? nil : rule
        } catch {
            fail(action.rawValue, "\(quoted(expression)): at character \(error.place + 1): \(error)")
            return nil
        }
    }
}
