import FeedModel
import Fetching
import Parsing

/// What a check came to, as far as the schedule needs to know.
package indirect enum FetchOutcome: Sendable {
    case changed(Feed, Response, bodyHash: String)
    /// 304, or the same body once more.
    case unchanged(Response, bodyHash: String?)
    case failed(CheckFailure)
    /// Nothing was asked: the server has forbidden it for now.
    case notAsked(reason: String)
    /// Nothing could be asked: this machine has no network; or, where that is not certain, we stopped before it was known.
    case noNetwork(isCertain: Bool)
    /// The document was not read, since too many large ones were at the time.
    case postponed

    /// The server sent the document, new or not.
    var isDocument: Bool {
        switch self {
        case .changed(_, let response, _), .unchanged(let response, _): response.status == 200
        case .failed, .notAsked, .noNetwork, .postponed: false
        }
    }
    /// Whatever the server sent has been read.
    var hasEnded: Bool {
        switch self {
        case .changed, .unchanged, .failed: true
        case .notAsked, .noNetwork, .postponed: false
        }
    }
    var document: Feed? { if case .changed(let feed, _, _) = self { feed } else { nil } }
    var isForNetwork: Bool { if case .noNetwork = self { true } else { false } }
    /// In words; nil when the feed could be read.
    var failure: String? {
        switch self {
        case .failed(let failure): failure.description
        case .postponed: "not read yet: it is large, and other large documents come first"
        case .changed, .unchanged, .notAsked, .noNetwork: nil
        }
    }
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

    var kind: FeedErrorKind {
        guard case .fetching(let error) = self else { return .unreadable }
        return switch error {
        case .refused, .hostResting, .unaskedNotModified, .tooManyRedirects, .forbiddenRedirect: .refused
        case .untrusted, .noTLS: .untrusted
        case .undecodable, .truncated, .tooLarge, .tooLargeOnWire, .headersTooLarge: .unreadable
        case .invalidURL, .invalidHeader, .timedOut, .stalled, .unknownHost, .lookUpFailed, .unreachable,
            .forbiddenAddress,
            .proxy, .failed, .cancelled:
            .unreachable
        }
    }
}
