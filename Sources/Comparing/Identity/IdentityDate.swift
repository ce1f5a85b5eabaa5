import FeedModel
import FoundationEssentials

// An entry's date tells it from others as a name does, where the feed has not made all of them up.

extension Item {
    /// Milliseconds since 1970: as fine as the store keeps it.
    var identityDate: Int64? { (datePublished ?? dateModified).map(milliseconds) }
}

extension HeldItem {
    var date: Int64? { (published ?? modified).map(milliseconds) }
}

/// What two entries say of the same thing; `silent` where one of them says nothing, or nothing that counts.
enum Agreement { case same, other, silent }

/// Whether the dates of an item and an entry are the same. When it was written is compared with when it was written, and
/// when it was changed only where neither says the former: a feed that changes its format may change which it gives.
func agreement(_ old: HeldItem, _ new: Item) -> Agreement {
    if old.published != nil || new.datePublished != nil { return agreement(old.published, new.datePublished) }
    return agreement(old.modified, new.dateModified)
}

private func agreement(_ old: Date?, _ new: Date?) -> Agreement {
    guard let old, let new else { return .silent }
    return milliseconds(old) == milliseconds(new) ? .same : .other
}

func milliseconds(_ date: Date) -> Int64 {
    // Dates of feeds may lie anywhere.
    Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded())
        ?? (date > Date(timeIntervalSince1970: 0) ? .max : .min)
}
