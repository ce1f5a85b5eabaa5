import FeedModel
import Foundation
import Glibc
import Testing

@testable import Following

@Suite struct CommandReceiverTests {
    private let folder: ToldFolder

    init() throws { folder = try ToldFolder() }

    private func take(_ script: String, _ event: Event, timeout: Duration = .seconds(60)) async -> DeliveryFailure? {
        let receiver = CommandReceiver(
            ["/bin/sh", "-c", script, folder.path], environment: ["PATH": "/usr/bin:/bin"], timeout: timeout)
        do throws(DeliveryFailure) { try await receiver.take(Delivery([told(event)])) } catch { return error }
        return nil
    }

    @Test func `the event is one line of JSON on its standard input`() async throws {
        #expect(await take("cat > $0/got", event(3)) == nil)
        #expect(try folder.text("got") == JSONValue.object(event(3).json).encoded + "\n")
    }

    @Test func `its environment has numbers and words of ours, and nothing that a feed says`() async throws {
        var item = event(4, .revised)
        item.facts.set("weight", "material")
        #expect(await take("env > $0/got", item) == nil)
        let lines = try folder.text("got").split(separator: "\n").filter { $0.hasPrefix("DATELINE_") }.sorted()
        let key = Delivery([told(item)]).key
        #expect(
            lines == [
                "DATELINE_COUNT=1", "DATELINE_EVENT=revised", "DATELINE_FEED=7", "DATELINE_FIRST_SEQ=4",
                "DATELINE_ITEM=4", "DATELINE_KEY=\(key)", "DATELINE_LAST_SEQ=4", "DATELINE_REVISION=1",
                "DATELINE_SEQ=4", "DATELINE_STORY=4", "DATELINE_WEIGHT=material",
            ])
        item.facts["weight"] = .string("$(reboot)")
        #expect(CommandReceiver.facts(Delivery([told(item)]))["DATELINE_WEIGHT"] == nil)
    }

    @Test func `an event of a megabyte is read whole, or not at all`() async throws {
        let long = event(1, text: String(repeating: "gulls ", count: 200_000))
        #expect(await take("cat > $0/got", long) == nil)
        #expect(try folder.text("got").utf8.count > 1_200_000)
        #expect(await take("exit 0", long) == nil)
        #expect(await take("head -c 10 > /dev/null", long) == nil)
    }

    @Test(arguments: [
        ("exit 3", DeliveryFailure(.refused, "/bin/sh ended with status 3")),
        ("exit 75", DeliveryFailure(.down(retryAfter: nil), "/bin/sh asks for a later try (status 75)")),
        ("kill -9 $$", DeliveryFailure(.refused, "/bin/sh was ended by signal 9")),
    ])
    func `how it ends says whether it has taken the event`(_ script: String, _ failure: DeliveryFailure) async {
        #expect(await take(script, event(1)) == failure)
    }

    @Test func `one that hangs is ended, and what it has started with it`() async throws {
        let failure = await take(
            "(trap '' TERM; cut -d' ' -f5 /proc/$$/stat > $0/group; sleep 1000) & sleep 1000", event(1),
            timeout: .milliseconds(500))
        #expect(failure == DeliveryFailure(.refused, "/bin/sh did not end within 500ms"))
        let group = try #require(Int32(folder.text("group").dropLast()))
        // Nobody of the group is left, but for what its new parent has not yet asked for.
        for _ in 0..<100 where kill(-group, 0) == 0 { usleep(20_000) }
        #expect(kill(-group, 0) != 0)
    }

    @Test(arguments: [true, false])
    func `the command of a follower that is gone is ended, unless it has ended`(_ isAtWork: Bool) async throws {
        let guardian = try #require(CommandGuardian())
        let command = try ChildProcess(["/bin/sleep", "1000"], environment: [:], input: [], group: guardian.group)
        isAtWork ? guardian.abandon() : guardian.dismiss()
        let end = await command.wait(for: isAtWork ? .seconds(60) : .milliseconds(300))
        #expect(end == (isAtWork ? .killed(SIGTERM) : .timedOut))
    }

    @Test func `a command that is not there is waited for`() async {
        let receiver = CommandReceiver(["/nonexistent/archive"], environment: [:], timeout: .seconds(9))
        let error = await #expect(throws: DeliveryFailure.self) { try await receiver.take(Delivery([told(event(1))])) }
        #expect(error?.kind == .down(retryAfter: nil))
        #expect(error?.reason == "cannot start /nonexistent/archive: No such file or directory")
    }

    @Test func `a stopped follower ends its command`() async {
        let receiver = CommandReceiver(["/bin/sleep", "1000"], environment: [:], timeout: .seconds(600))
        let work = Task { try await receiver.take(Delivery([told(event(1))])) }
        work.cancel()
        await #expect(throws: DeliveryFailure(.down(retryAfter: nil), "stopped")) { try await work.value }
    }
}
