import FeedModel
import TextKit

/// What the names of an entry and of an item that is held say of their being one.
struct IdentityRelation {
    let guid, link, date: Agreement
    /// The same, whether or not it names only these two.
    let isOneLink: Bool
    /// Their link names these two alone, and leads to a page: a home page is the address of all that a site says.
    let isOnePage: Bool
    /// The same words stood or stand under several dates: they are a series, told apart by its dates.
    let isSeries: Bool
    let isSameTitle: Bool
    /// The entry comes with a sound or another file. Who publishes such names his entries with care.
    let hasFiles: Bool

    /// Whether they are two, whatever their texts say.
    /// - Parameter haveOtherFiles: both have files, and not the same. Asked for where it decides.
    func tellsApart(_ document: DocumentHabit, haveOtherFiles: () throws -> Bool) rethrows -> Bool {
        switch guid {
        case .same: return false
        case .other where document.keepsGuids:
            return try date == .other || date == .silent && !isOnePage || haveOtherFiles()
        case .other: return date == .other && (!isOnePage || hasFiles)
        case .silent:
            if date == .other { return try link == .other || isSeries || haveOtherFiles() }
            return try !isSameTitle && date == .silent && haveOtherFiles()
        }
    }
}

/// Whether a link, as `canonicalLink` has it, leads further than to a site's home page.
func leadsToPage(_ link: String) -> Bool {
    guard let end = link.utf8.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }) else {
        return false
    }
    return link.utf8.index(after: end) < link.utf8.endIndex
}
