import Foundation
import Glibc

/// A process as leases name it. The boot and the start time tell it from a later process of the same number.
struct LeaseHolder: Equatable, Sendable, CustomStringConvertible {
    private let boot: String
    private let process: Int32
    private let started: String

    static let current = LeaseHolder(boot: bootID, process: getpid(), started: startTime(of: getpid()) ?? "")

    var description: String { "\(boot)/\(process)/\(started)" }

    /// False when the process that wrote `text` into a lease is known to have ended: it was killed before it could
    /// give its leases back. What cannot be told counts as alive until its lease runs out.
    static func mayBeAlive(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let process = Int32(parts[1]) else { return false }
        guard !bootID.isEmpty, !parts[0].isEmpty else { return true }
        guard parts[0] == bootID else { return false }
        if let started = startTime(of: process) { return parts[2].isEmpty || started == parts[2] }
        // There may be no looking at other users' processes, but signal 0 tells whether there is one (kill(2)).
        return kill(process, 0) == 0 || errno == EPERM
    }

    /// Of which start of the machine this is; empty where `/proc` does not tell.
    static let bootID =
        (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?
        .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""

    /// Field 22 of `/proc/PID/stat` (proc(5)); the fields are counted behind the name, which may hold anything.
    private static func startTime(of process: Int32) -> String? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? String(fields[19]) : nil
    }
}
