import Parsing
import Storing

/// A `[[publish]]` of the configuration: what is published, where, and in which forms.
package struct Publication: Sendable, Hashable {
    package enum Format: String, Sendable, CaseIterable {
        case atom, rss, json, html
    }

    package let name: String
    /// Absolute. Nothing else may be published there.
    package let folder: String
    /// For people; the name where none is given.
    package var title: String
    package var query = PublicationQuery()
    package var formats = Set(Format.allCases)
    /// How many stories the feeds and the first page have: those that changed last.
    package var items = 100
    /// What becomes of pictures on pages; feeds leave them out with `none`, and have them as they came otherwise.
    package var images = MediaTreatment.links
    /// Where the folder is served, ending with a slash; nil where that is not known: links are relative then.
    package var baseURL: String?

    package init(name: String, folder: String) { (self.name, self.folder, title) = (name, folder, name) }
}
