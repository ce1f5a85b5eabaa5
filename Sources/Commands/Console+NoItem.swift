import FeedModel
import Storing

extension Console {
    /// Says that there is no such item, or no more.
    func complainOfNoItem(_ name: String, in store: Store?) throws {
        if let number = Int64(name), try store?.isPruned(number) ?? false {
            return complain("item \(number) has been pruned: [retention] keeps it no longer")
        }
        complain("no item '\(shortened(name, to: 100))' is held; 'dateline items' lists those that are")
    }
}
