import FeedModel
import Fetching
import Foundation
import TextKit

/// What an answer, or the want of one, says of this machine's own network.
enum NetworkTrace: Equatable, Sendable {
    /// The host that was asked has answered, be it with a refusal: there is a network.
    case answer
    /// Nothing came from there: no name, no route, no connection, no proof of who it is (as under a clock that is years
    /// wrong), no end.
    case silence
    /// What may answer in place of all hosts, as a hotspot does before its page was seen: known again by what it sent.
    case stranger(String)
}

extension CheckFailure {
    /// - Parameter url: The address that was asked.
    /// - Parameter stranger: Who answered with what is not the feed.
    /// - Returns: Nil where nothing was asked.
    func trace(askedAt url: String, stranger: String?) -> NetworkTrace? {
        guard case .fetching(let error) = self else { return stranger.map { .stranger($0) } ?? .answer }
        let asked = site(of: url)
        func silence(of host: String) -> NetworkTrace {
            // A redirect has led there: somebody has answered, though a hotspot redirects as well.
            let other = site(ofHost: host)
            return other == asked ? .silence : .stranger(other)
        }
        switch error {
        case .invalidURL, .invalidHeader, .hostResting, .cancelled: return nil
        case .unknownHost(let host), .lookUpFailed(let host, _), .unreachable(let host, _), .untrusted(let host, _),
            .noTLS(let host, _):
            return silence(of: host)
        // A proxy stands between us and every host.
        case .timedOut, .stalled, .proxy, .failed: return .silence
        case .forbiddenAddress(let host, let address, _):
            // Where nothing was looked up, nothing is known.
            return host.contains(where: \.isLetter) && !host.hasPrefix("[") ? .stranger(address) : nil
        case .refused(let refusal):
            // RFC 6585, 6: the network wants a login. It speaks in place of the server.
            if refusal.status == 511 { return .stranger("511") }
            let answered = site(of: refusal.url)
            return answered == asked ? .answer : .stranger(answered)
        // Whatever else is wrong with it, something came. Without a default: each new kind of trouble must be thought of.
        case .tooLarge, .tooLargeOnWire, .headersTooLarge, .unaskedNotModified, .truncated, .undecodable,
            .tooManyRedirects, .forbiddenRedirect:
            return .answer
        }
    }
}

/// Whose host it is, about: what is in one hand fails together. Without the port; of a name the part that is bought.
func site(of url: String) -> String { WebAddress(url).map { site(ofHost: $0.host) } ?? "" }

private func site(ofHost host: String) -> String {
    let labels = host.split(separator: ".")
    guard !host.contains(":"), labels.count > 2, labels.last?.first?.isLetter == true else { return host }
    // "co.uk", "com.br": under such a name others are bought.
    let isShared = labels[labels.count - 1].count == 2 && labels[labels.count - 2].count <= 3
    return labels.suffix(isShared ? 3 : 2).joined(separator: ".")
}
