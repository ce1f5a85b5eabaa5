import Dispatch
import FeedModel
import Glibc

/// Tells the service manager how the daemon is (sd_notify(3)). Silent where none asked for it.
package struct SystemdNotifier: Sendable {
    /// Half of the time within which systemd wants to hear from us; nil when it does not watch this process.
    package let watchdogInterval: Duration?
    private let address: [UInt8]?

    /// - Parameter processID: of this process; `WATCHDOG_PID` says whose pings systemd waits for.
    package init(environment: [String: String], processID: Int32 = getpid()) {
        address = environment["NOTIFY_SOCKET"].flatMap(Self.socketAddress)
        let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(processID)" } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdogInterval = isOurs && microseconds > 0 ? .microseconds(microseconds / 2) : nil
    }

    /// Started, and from now on doing its work. Ends `reloading` too.
    package func ready(status: String) { send("READY=1\nSTATUS=\(messageLine(status))") }

    /// Still starting, and to be given another two minutes from now on.
    package func starting(status: String) { send("STATUS=\(messageLine(status))\nEXTEND_TIMEOUT_USEC=120000000") }

    package func reloading() {
        // By this clock, CLOCK_MONOTONIC, systemd tells a reload from an earlier one (since 253).
        send("RELOADING=1\nMONOTONIC_USEC=\(DispatchTime.now().uptimeNanoseconds / 1000)")
    }

    package func stopping() { send("STOPPING=1\nSTATUS=stopping") }

    /// A line for `systemctl status`.
    package func status(_ text: String) { send("STATUS=\(messageLine(text))") }

    /// Puts the watchdog off for another interval.
    package func watchdog() { send("WATCHDOG=1") }

    /// Best effort, as sd_notify(3): errors are ignored.
    private func send(_ message: String) {
        guard let address else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(message.utf8)
        _ = unsafe withSocketAddress(bytes: address) {
            unsafe sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, $1)
        }
    }

    /// A path, or a name in the abstract namespace, which `@` stands for.
    private static func socketAddress(_ text: String) -> [UInt8]? {
        let bytes = Array(text.utf8)
        guard bytes.count > 1, bytes.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "/"): return bytes + [0]
        case UInt8(ascii: "@"): return [0] + bytes.dropFirst()
        default: return nil
        }
    }
}
