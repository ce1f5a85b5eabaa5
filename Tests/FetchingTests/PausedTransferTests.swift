import CCurl
import FeedModel
import Glibc
import Loopback
import Synchronization
import Testing

@testable import Fetching

/// What libcurl reads for a transfer that waits for room.
@Suite(.timeLimit(.minutes(1))) struct PausedTransferTests {
    private let settings: FetchSettings = {
        var settings = FetchSettings()
        settings.allowedNetworks = ["127.0.0.0/8"]
        return settings
    }()

    /// libcurl reads once after it has been told to pause, and what that finds waits for the end of the pause.
    @Test(arguments: [true, false])
    func `an answer that comes when its transfer should pause is read as any other`(pauses: Bool) throws {
        let mayAnswer = Mutex(false)
        let body = String(repeating: "x", count: 100_000)
        let server = LoopbackServer { _ in
            while !mayAnswer.withLock(\.self) { usleep(1000) }
            return .ok(body, "ETag: \"1\"", "X: " + String(repeating: "y", count: 9000))
        }
        let budget = BodyBudget(limit: .max) {}
        let transfer = Transfer(settings, try AddressPolicy(allowing: settings.allowedNetworks), budget)
        let exchange = try Exchange(Request(url: server.url), timeout: settings.timeout) { _ in }
        try transfer.prepare(exchange.hop(settings), authorities: TrustStore(nil))
        let thread = CurlThread(connections: 1)
        defer {
            thread.start { nil }
            thread.stop()
        }
        thread.add(transfer)
        var ended: [(Transfer, CURLcode)] = []
        while server.requests.isEmpty {
            ended = thread.perform()
            usleep(1000)
        }
        transfer.pause(pauses)
        mayAnswer.withLock { $0 = true }
        while server.atOnce > 0 { usleep(1000) }
        ended += thread.perform()
        transfer.pause(false)
        while ended.isEmpty {
            usleep(1000)
            ended = thread.perform()
        }
        let (head, read, _) = try transfer.finish(ended[0].1)
        #expect(head.status == 200 && head.validators.eTag == "\"1\"" && read.count == body.utf8.count)
    }
}
