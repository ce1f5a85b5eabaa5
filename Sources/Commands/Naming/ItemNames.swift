import ArgumentParser
import FeedModel
import Storing

extension Console {
    /// The item that a person names: by its number, guid, address or title, or a part of the title.
    /// - Throws: `UsageError` where that is more than one; `ExitCode` where there is none, after saying so.
    func item(named name: String, in store: (any Store)?) throws -> Event {
        if let event = try titledItem(name, in: store) { return event }
        try complainOfNoItem(name, in: store)
        throw ExitCode.failure
    }

    /// - Returns: nil where there is none.
    func titledItem(_ name: String, in store: (any Store)?) throws -> Event? {
        if let event = try store?.findItem(name) { return event }
        guard let store, Int64(name) == nil else { return nil }
        let found = try store.items(titled: name)
        let exact = found.filter { $0.item?.title?.lowercased() == name.lowercased() }
        let matches = exact.isEmpty ? found : exact
        guard matches.count > 1 else { return matches.first }
        let shown = matches.prefix(5).map { "\($0.item?.number ?? 0) \($0.item?.title ?? "") (\($0.feed.name))" }
        throw UsageError(
            "'\(shortened(name, to: 100))' is more than one item: \(shown.joined(separator: "; "))"
                + "\(matches.count > 5 ? "; …" : "")")
    }

    /// Says that there is no such item, or no more.
    private func complainOfNoItem(_ name: String, in store: (any Store)?) throws {
        if let number = Int64(name), try store?.isPruned(number) ?? false {
            return complain("item \(number) has been pruned: [retention] keeps it no longer")
        }
        complain("no item '\(shortened(name, to: 100))' is held; 'dateline items' lists those that are")
    }
}
