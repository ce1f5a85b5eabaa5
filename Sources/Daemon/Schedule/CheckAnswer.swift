import FeedModel
import Fetching
import Parsing

/// What a check came to, as far as the schedule needs to know.
package enum CheckAnswer: Sendable {
    case changed(Feed, Response, bodyHash: String)
    /// 304, or the same body once more.
    case unchanged(Response, bodyHash: String?)
    case failed(CheckFailure)
    /// Nothing was asked: the server has forbidden it for now.
    case notAsked(reason: String)
    /// Nothing could be asked: this machine has no network; or, where that is not certain, we stopped before it was known.
    case noNetwork(isCertain: Bool)

    /// The server sent the document, new or not.
    var isDocument: Bool {
        switch self {
        case .changed(_, let response, _), .unchanged(let response, _): response.status == 200
        case .failed, .notAsked, .noNetwork: false
        }
    }
    var document: Feed? { if case .changed(let feed, _, _) = self { feed } else { nil } }
    /// In words; nil when the feed could be read.
    var failure: String? { if case .failed(let failure) = self { failure.description } else { nil } }
}

/// Why a check did not find the feed.
package enum CheckFailure: Error, Equatable, Sendable, CustomStringConvertible {
    case fetching(FetchError)
    case unreadable(String)
    /// A web page, and the feed that it names, where that may be asked in its place.
    case webPage(naming: String?)
    /// The document ends before its time, as after a crash of its generator.
    case cutOff(bodyHash: String)
    /// A feed, but not this one: a captive portal's, or a new owner's of the address. By `marks` it is known again.
    case anotherFeed(title: String?, marks: [String] = [])

    package var description: String {
        switch self {
        case .fetching(let error): error.description
        case .unreadable(let reason): reason
        case .webPage: ParseError.webPage.description
        case .cutOff: "the document ends in the middle"
        case .anotherFeed(let title, _): "another feed answers in its place: \(title ?? "without a title")"
        }
    }
}
