import Foundation
import Glibc

/// A process as leases name it.
///
/// It holds a lock by its token as long as it lives, which tells across containers too (`StoreLock`). The boot, the
/// process's number in its namespace and its start time tell of one whose lock file was taken away.
struct LeaseHolder: Equatable, Sendable, CustomStringConvertible {
    private let boot: String
    private let process: Int32
    private let started: String
    private let namespace: String
    let token: Int64

    static let current = LeaseHolder(
        boot: bootID, process: getpid(), started: startTime(of: getpid()) ?? "", namespace: processNamespace,
        token: Int64.random(in: 1..<1 << 48))

    var description: String { "\(boot)/\(process)/\(started)/\(namespace)/\(token)" }

    /// False when the process that wrote `text` into a lease is known to have ended: it was killed before it could
    /// give its leases back. What cannot be told counts as alive until its lease runs out.
    /// - Parameter isHeld: whether a process holds the lock of this token.
    static func mayBeAlive(_ text: String, isHeld: (Int64) -> Bool) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, let process = Int32(parts[1]) else { return false }
        // Earlier versions wrote three parts, and had no lock.
        let token = parts.count > 4 ? Int64(parts[4]) : nil
        if let token, isHeld(token) { return true }
        guard !bootID.isEmpty, !parts[0].isEmpty else { return token == nil }
        guard parts[0] == bootID else { return false }
        // In another namespace the number is of another process. Its lock is given back, and so it has ended.
        if token != nil, parts[3] != processNamespace { return false }
        if let started = startTime(of: process) { return parts[2].isEmpty || started == parts[2] }
        // There may be no looking at other users' processes, but signal 0 tells whether there is one (kill(2)).
        return kill(process, 0) == 0 || errno == EPERM
    }

    /// Of which start of the machine this is; empty where `/proc` does not tell.
    static let bootID =
        (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?
        .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""

    /// In which process numbers count (pid_namespaces(7)); "?" where `/proc` does not tell.
    static let processNamespace =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid"))?.filter(\.isNumber) ?? "?"

    /// Field 22 of `/proc/PID/stat` (proc(5)); the fields are counted behind the name, which may hold anything.
    private static func startTime(of process: Int32) -> String? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? String(fields[19]) : nil
    }
}
