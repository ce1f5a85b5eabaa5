import Comparing
import FeedModel
import TextKit

/// An item while rules are asked about it: each part of it is made ready once, and only where one asks for it.
package final class FilteredItem {
    struct Words {
        let words: SearchedWords
        let isPaired: Bool

        init(_ text: String?) {
            let pairs = pairedText(text)
            (words, isPaired) = (SearchedWords(pairs ?? text ?? ""), pairs != nil)
        }
    }

    private let item: Item
    private let feed: FilteredFeed
    private let readStory: () -> StoryReading
    private(set) lazy var titleWords = Words(item.title)
    private(set) lazy var textWords = Words(text)
    /// What finding its story needs, whether a rule has asked for its agency or not.
    package private(set) lazy var story = readStory()

    package init(_ item: Item, of feed: FilteredFeed, story: @escaping () -> StoryReading) {
        (self.item, self.feed, readStory) = (item, feed, story)
    }

    /// As the search has it.
    private var text: String? { item.contentText ?? item.summary }

    /// What regular expressions are asked of.
    func texts(of field: SearchField?) -> [String] {
        switch field {
        case .title: [item.title].compactMap(\.self)
        case .text: [text].compactMap(\.self)
        case nil: [item.title, text].compactMap(\.self)
        case .author: item.authors.flatMap { [$0.name, $0.email].compactMap(\.self) }
        case .tag: item.tags + feed.tags
        case .feed: feed.names
        case .agency: [story.wire["agency"]?.string, agencyID].compactMap(\.self)
        case .url: [item.url].compactMap(\.self)
        case .language: [item.language].compactMap(\.self)
        case .any: []  // read as several fields
        }
    }

    /// - Parameter part: in small letters.
    func has(_ part: String, as field: SearchField) -> Bool {
        switch field {
        case .tag: texts(of: .tag).contains { $0.lowercased() == part }
        case .language: item.language?.lowercased().hasPrefix(part) ?? false
        case .agency: agencyID == part || (story.wire["agency"]?.string?.lowercased().contains(part) ?? false)
        default: texts(of: field).contains { $0.lowercased().contains(part) }
        }
    }

    /// `reuters` of `reuters/2025-12-18`.
    private var agencyID: String? { story.credit?.split(separator: "/").first.map(String.init) }
}

/// The feed that an item is of, as rules name it.
package struct FilteredFeed: Sendable {
    let reference: FeedReference
    let tags: [String]
    let names: [String]

    init(_ reference: FeedReference, tags: [String]) {
        (self.reference, self.tags, names) = (reference, tags, [reference.url, reference.title].compactMap(\.self))
    }
}
