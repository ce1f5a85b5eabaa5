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
    /// give its leases back. A holder on another machine counts as alive until its lease runs out.
    static func mayBeAlive(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let process = Int32(parts[1]) else { return false }
        return parts[0] == bootID && startTime(of: process) == String(parts[2])
    }

    /// Of which start of the machine this is.
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
