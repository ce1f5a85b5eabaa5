/// Why there is no answer, in words that say what can be done.
package enum FetchError: Error, Equatable, CustomStringConvertible {
    case timedOut(after: Duration)
    case tooLarge(limit: Int)
    case refused(status: Int)
    case unreachable(host: String, reason: String)

    package var description: String {
        switch self {
        case .timedOut(let limit): "no answer within \(limit)"
        case .tooLarge(let limit): "longer than \(limit) bytes; raise fetch.body-limit to accept it"
        case .refused(let status): "the server answered \(status)"
        case .unreachable(let host, let reason): "cannot reach \(host): \(reason)"
        }
    }
}
