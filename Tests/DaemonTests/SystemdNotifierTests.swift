import Glibc
import Testing

@testable import Daemon

@Suite(.timeLimit(.minutes(10))) struct SystemdNotifierTests {
    @Test func `systemd is told in its own words`() throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/notify"
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let bound = withUnsafePointer(to: &address) {
            bind(
                descriptor, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_un>.size))
        }
        try #require(bound == 0)
        func received() -> String {
            var buffer = [UInt8](repeating: 0, count: 1000)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        }
        let notifier = SystemdNotifier(
            environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "77"], processID: 77)
        notifier.ready(status: "12 feeds\nREADY=1")
        #expect(received() == "READY=1\nSTATUS=12 feeds READY=1")
        notifier.reloading()
        #expect(received().hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
        notifier.watchdog()
        #expect(received() == "WATCHDOG=1")
        notifier.stopping()
        #expect(received() == "STOPPING=1\nSTATUS=stopping")
        #expect(notifier.watchdogInterval == .milliseconds(1500))
    }

    @Test func `without systemd nothing is told`() {
        let notifier = SystemdNotifier(
            environment: ["NOTIFY_SOCKET": "vsock:2:1", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1"], processID: 2)
        notifier.ready(status: "")
        #expect(notifier.watchdogInterval == nil)
    }
}
