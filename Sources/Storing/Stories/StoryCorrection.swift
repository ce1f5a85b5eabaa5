import Foundation

/// What a person knows better of stories.
package enum StoryCorrection: Sendable {
    /// Makes a story of its own of items, which are some of one story.
    case split([Int64], at: Date)
    /// Makes one story of several, under the oldest number.
    case join([Int64], at: Date)
}

package enum StoryError: Error, Equatable, CustomStringConvertible {
    case noItem(Int64)
    case noStory(Int64)
    case severalStories([Int64])
    case wholeStory(Int64)
    case oneStory

    package var description: String {
        switch self {
        case .noItem(let item): "no item \(item) is held; 'dateline items' lists those that are"
        case .noStory(let story): "there is no story \(story); it may have been joined to another"
        case .severalStories(let stories):
            "the items are of stories \(stories.map(String.init).joined(separator: ", ")); split one story at a time"
        case .wholeStory(let story): "these are all items of story \(story); leave at least one in it"
        case .oneStory: "name two stories or more to join"
        }
    }
}
