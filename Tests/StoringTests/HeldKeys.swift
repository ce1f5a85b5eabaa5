import Comparing

@testable import Storing
@testable import StoringSQLite

/// A store as the file of its keys sees it.
final class HeldKeys: ItemKeySource {
    var identity: Int64 = 7
    var generation: Int64 = 1
    /// Before the transaction.
    var previous: Int64 = 0
    var items: [Int64: [ItemKey]] = [:]
    /// How many keys it takes itself to have for each that it has.
    var estimate = 1.0
    /// How often all items were asked for.
    private(set) var readings = 0

    func keyFileState() -> (identity: Int64, generation: Int64) { (identity, generation) }
    func setKeyFileGeneration(_ generation: Int64) { (previous, self.generation) = (self.generation, generation) }
    func keys(of item: Int64) -> [ItemKey] { items[item] ?? [] }
    func keyCount() -> Int { Int(estimate * Double(items.values.reduce(0) { $0 + $1.count })) }
    func forEachItem(_ body: (Int64, [ItemKey]) throws -> Void) rethrows {
        readings += 1
        for (item, keys) in items.sorted(by: { $0.key < $1.key }) { try body(item, keys) }
    }
}
