import Foundation
import Glibc

/// A process as rows of a store name it, which may outlive it: the boot of its machine, its number, its start time, and the
/// namespace in which it has that number.
package struct ProcessIdentity: Equatable, Sendable, CustomStringConvertible {
    package let boot: String
    package let process: Int32
    package let started: String
    package let namespace: String

    package static let current = ProcessIdentity(
        boot: bootID, process: getpid(), started: startTime(of: getpid()) ?? "", namespace: processNamespace)

    package var description: String { "\(boot)/\(process)/\(started)/\(namespace)" }

    /// Whether the process that wrote `text` is known to have ended. Of one in another namespace, on another machine, or
    /// before this machine was started again, nothing is known.
    package static func hasEnded(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, let process = Int32(parts[1]), !bootID.isEmpty, parts[0] == bootID,
            parts[3] == processNamespace
        else { return false }
        return !mayRun(process, since: parts[2])
    }

    /// Whether there may be a process of this number here that began at this time.
    /// - Parameter started: empty where that was not known.
    package static func mayRun(_ process: Int32, since started: Substring) -> Bool {
        if let now = startTime(of: process) { return started.isEmpty || now == started }
        // There may be no looking at other users' processes, but signal 0 tells whether there is one (kill(2)).
        return kill(process, 0) == 0 || errno == EPERM
    }

    /// Of which start of the machine this is; empty where `/proc` does not tell.
    package static let bootID =
        (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?
        .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""

    /// In which process numbers count (pid_namespaces(7)); "?" where `/proc` does not tell.
    package static let processNamespace =
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
