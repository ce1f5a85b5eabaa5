import FeedModel
import Storing

/// What changed from one revision of an item to another, in one file.
package func revisionPage(_ item: ItemReference, from old: HeldRevision, to new: HeldRevision) -> [UInt8] {
    let title = item.title ?? "(untitled)"
    return Page(title: title).bytes { html in
        html.textElement("h1", language: item["language"]?.string, title)
        html.element("h2", text: "Revision \(old.number) to \(new.number)")
        revision(from: old, to: new, into: &html)
    }
}
