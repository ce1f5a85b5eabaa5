/// Texts as a reader sees them, the last few that were asked for: in a large document all of them would be too many.
struct ReadableCache {
    private var items: [Int: ReadableItem] = [:]
    private static let capacity = 256

    mutating func item(_ index: Int, make: () throws -> ReadableItem) rethrows -> ReadableItem {
        if let known = items[index] { return known }
        if items.count >= Self.capacity { items.removeAll(keepingCapacity: true) }
        let item = try make()
        items[index] = item
        return item
    }
}
