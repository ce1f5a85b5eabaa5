import Storing

/// A process as leases name it.
///
/// It holds a lock by its token as long as it lives, which tells across containers too (`StoreLock`). Its identity tells of
/// one whose lock file was taken away.
struct LeaseHolder: Equatable, Sendable, CustomStringConvertible {
    private let identity: ProcessIdentity
    let token: Int64

    static let current = LeaseHolder(identity: .current, token: Int64.random(in: 1..<1 << 48))

    var description: String { "\(identity)/\(token)" }

    /// False when the process that wrote `text` into a lease is known to have ended: it was killed before it could
    /// give its leases back. What cannot be told counts as alive until its lease runs out.
    /// - Parameter isHeld: whether a process holds the lock of this token.
    static func mayBeAlive(_ text: String, isHeld: (Int64) -> Bool) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, let process = Int32(parts[1]) else { return false }
        // Earlier versions wrote three parts, and had no lock.
        let token = parts.count > 4 ? Int64(parts[4]) : nil
        if let token, isHeld(token) { return true }
        let boot = ProcessIdentity.bootID
        guard !boot.isEmpty, !parts[0].isEmpty else { return token == nil }
        guard parts[0] == boot else { return false }
        // In another namespace the number is of another process. Its lock is given back, and so it has ended.
        if token != nil, parts[3] != ProcessIdentity.processNamespace { return false }
        return ProcessIdentity.mayRun(process, since: parts[2])
    }
}
