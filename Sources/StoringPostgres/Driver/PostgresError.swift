import Storing

/// What the server answers in place of a result, or that it does not answer any more.
enum PostgresError: Error, Equatable {
    /// The connection cannot be made, or has broken: whether a commit that was under way is kept is not known then.
    case disconnected(String)
    /// The SQLSTATE (PostgreSQL's appendix A) and its message.
    case refused(state: String, message: String)

    /// The same again may go well: it was undone for the sake of another transaction (classes 40001, 40P01).
    var isWorthRepeating: Bool {
        if case .refused(let state, _) = self { state == "40001" || state == "40P01" } else { false }
    }

    /// The connection is of no use any more.
    var isAboutConnection: Bool {
        guard case .refused(let state, _) = self else { return true }
        // Connection exceptions; the server ends; a session was ended for idling; a server that only reads, which has been
        // one that writes.
        return state.hasPrefix("08") || state.hasPrefix("57P") || ["25P03", "25006"].contains(state)
    }

    /// The store itself has failed, whatever it is asked: no room, no rights, no peace from others.
    var isAboutTheStore: Bool {
        guard case .refused(let state, _) = self, !isAboutConnection else { return true }
        return ["53", "58", "XX"].contains { state.hasPrefix($0) } || state == "55P03" || state == "42501"
            || isWorthRepeating
    }

    func inWords(_ path: String) -> StoreError {
        switch self {
        case .disconnected(let reason): .unreachable(path: path, reason: reason)
        case .refused(let state, let message):
            switch state {
            case "53100": .full(path: path)
            case "40001", "40P01", "55P03": .busy(path: path)
            case "25006": .unreachable(path: path, reason: "it only answers reads, as a standby does")
            case "53300": .unreachable(path: path, reason: "it has no connection left")
            case _ where isAboutConnection: .unreachable(path: path, reason: message)
            case _ where state.hasPrefix("28") || state == "3D000" || state == "42501":
                .cannotOpen(path: path, reason: message)
            default: .failed(path: path, reason: "\(message) (SQLSTATE \(state))")
            }
        }
    }
}
