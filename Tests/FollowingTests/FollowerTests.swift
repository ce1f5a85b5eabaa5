import Daemon
import FeedModel
import Foundation
import Storing
import Synchronization
import Testing

@testable import Following

@Suite(.timeLimit(.minutes(5))) struct FollowerTests {
    private static let refused = DeliveryFailure(.refused, "no")
    private static let down = DeliveryFailure(.down(retryAfter: nil), "asleep")

    @Test func `each event is handed over once and in order, also by the next process`() async throws {
        let folder = try ToldFolder(1...5)
        let receiver = ScriptedReceiver()
        try await folder.follower(receiver).run(from: .beginning)
        #expect(receiver.taken == [1, 2, 3, 4, 5])
        try folder.tell(6...7)
        // Where it begins counts once.
        try await folder.follower(receiver).run(from: .beginning)
        #expect(receiver.taken == [1, 2, 3, 4, 5, 6, 7])
        #expect(Set(receiver.keys).count == 7)
        #expect(folder.said.withLock { $0 }.isEmpty)
    }

    @Test(arguments: [(Follower.Start.now, [Int64]()), (.beginning, [1, 2, 3, 4, 5]), (.after(3), [4, 5])])
    func `it begins where it is told to`(_ start: Follower.Start, _ expected: [Int64]) async throws {
        let folder = try ToldFolder(1...5)
        let receiver = ScriptedReceiver()
        try await folder.follower(receiver).run(from: start)
        #expect(receiver.taken == expected)
        try folder.tell(6...6)
        try await folder.follower(receiver).run(from: nil)
        #expect(receiver.taken == expected + [6])
    }

    @Test func `without a cursor it asks where to begin, and hands over nothing`() async throws {
        let folder = try ToldFolder()
        let receiver = ScriptedReceiver()
        try await folder.follower(receiver).run(from: .after(4))
        try FileManager.default.removeItem(atPath: folder.files.cursor)
        let error = await #expect(throws: FollowerError.self) { try await folder.follower(receiver).run(from: nil) }
        #expect(error?.description.contains("--from now, --from start, or --from SEQ") == true)
        try folder.write("followers/desk.json", "{\"seq\":")
        await #expect(throws: FollowerError.unreadable(file: try folder.files.cursor)) {
            try await folder.follower(receiver).run(from: .now)
        }
        #expect(receiver.taken == [5])
    }

    @Test(arguments: [Follower.Start.now, .beginning])
    func `a lost cursor is not taken for a new one, and a number goes on`(_ start: Follower.Start) async throws {
        let folder = try ToldFolder()
        let receiver = ScriptedReceiver()
        try await folder.follower(receiver).run(from: .after(3))
        try FileManager.default.removeItem(atPath: folder.files.cursor)
        let error = await #expect(throws: FollowerError.self) { try await folder.follower(receiver).run(from: start) }
        #expect(error?.description.contains("is lost: put it back, or say by --from SEQ") == true)
        #expect(try folder.cursor == nil && receiver.taken == [4, 5])
        try await folder.follower(receiver).run(from: .after(4))
        #expect(receiver.taken == [4, 5, 5])
        // Who means it moves the mark away too.
        try FileManager.default.removeItem(atPath: folder.files.cursor)
        try FileManager.default.removeItem(atPath: folder.files.lock)
        try await folder.follower(receiver).run(from: .beginning)
        #expect(receiver.taken == [4, 5, 5, 1, 2, 3, 4, 5])
    }

    @Test func `a second process says who holds the name, and asking does not take it`() async throws {
        let folder = try ToldFolder()
        let lock = try FollowerLock(folder.files)
        await #expect(throws: FollowerError.held("desk", process: "\(getpid())")) {
            try await folder.follower(ScriptedReceiver()).run(from: .beginning)
        }
        #expect(FollowerLock.isHeld(try folder.files))
        withExtendedLifetime(lock) {}
        let other = try FollowerFiles("other", in: folder.path + "/followers")
        _ = try FollowerLock(other)
        #expect(!FollowerLock.isHeld(other))
    }

    @Test func `what is refused as often as is allowed is put aside with its reason, and the rest goes on`()
        async throws
    {
        let folder = try ToldFolder(1...4)
        let receiver = ScriptedReceiver { _, delivery in delivery.events[0].mark.seq == 2 ? Self.refused : nil }
        try await folder.follower(receiver).run(from: .beginning)
        #expect(receiver.taken == [1, 3, 4] && receiver.keys.count == 6)
        let dead = try JSONValue(parsing: folder.text("followers/desk.dead.jsonl"))
        #expect(dead["reason"]?.string == "no" && dead["tries"]?.int == 3)
        #expect(dead["event"] == .object(event(2).json))
        #expect(try folder.cursor?.dead == 1 && folder.cursor?.trouble == nil)
        #expect(folder.said.withLock { $0.last }?.contains("event 2 was refused 3 times and is put aside") == true)
    }

    @Test func `tries are counted over restarts`() async throws {
        let folder = try ToldFolder(1...2)
        let receiver = ScriptedReceiver { _, delivery in delivery.events[0].mark.seq == 1 ? Self.refused : nil }
        var cursor = FollowerCursor(seq: 0, at: Date())
        cursor.refusals = 2
        try FileManager.default.createDirectory(atPath: folder.path + "/followers", withIntermediateDirectories: true)
        try cursor.write(to: folder.files)
        try await folder.follower(receiver).run(from: nil)
        #expect(receiver.keys.count == 2 && receiver.taken == [2])
    }

    @Test func `a receiver that is down is waited for, however often it fails`() async throws {
        let folder = try ToldFolder(1...2)
        let receiver = ScriptedReceiver { number, _ in number < 40 ? Self.down : nil }
        try await folder.follower(receiver).run(from: .beginning)
        #expect(receiver.taken == [1, 2])
        // The same key at each try.
        #expect(Set(receiver.keys.prefix(41)).count == 1)
        #expect(!FileManager.default.fileExists(atPath: try folder.files.dead))
        // On a slow machine it has waited long enough to say that it goes on.
        let said = folder.said.withLock { $0 }.filter { !$0.hasPrefix("follower desk goes on, after ") }
        #expect(said == ["follower desk: waits for its receiver: asleep"])
    }

    @Test func `where the cursor cannot be kept, nothing more is handed over until it can`() async throws {
        let folder = try ToldFolder(1...4)
        // In the way of the file that is written beside it.
        let obstacle = folder.path + "/followers/.desk.json.\(getpid())"
        let receiver = ScriptedReceiver { number, _ in
            if number == 1 {
                try? FileManager.default.createDirectory(atPath: obstacle + "/x", withIntermediateDirectories: true)
            }
            return nil
        }
        let follower = try folder.follower(receiver)
        let work = Task { try await follower.run(from: .beginning) }
        while folder.said.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
        #expect(receiver.taken == [1, 2])
        #expect(folder.said.withLock { $0.first }?.contains("waits, since its cursor cannot be kept") == true)
        try FileManager.default.removeItem(atPath: obstacle)
        try await work.value
        #expect(receiver.taken == [1, 2, 3, 4])
        #expect(try folder.cursor?.seq == 4)
    }

    @Test func `with no limit nothing is put aside`() async throws {
        let folder = try ToldFolder(1...2)
        let receiver = ScriptedReceiver { number, _ in number < 20 ? Self.refused : nil }
        try await folder.follower(receiver) { $0.tries = 0 }.run(from: .beginning)
        #expect(receiver.taken == [1, 2])
    }

    @Test func `of a batch that is refused only the event is put aside that is refused alone`() async throws {
        let folder = try ToldFolder(1...7)
        let receiver = ScriptedReceiver { _, delivery in
            delivery.events.contains { $0.mark.seq == 3 } ? Self.refused : nil
        }
        try await folder.follower(receiver) { $0.batch = 5 }.run(from: .beginning)
        #expect(receiver.taken == [1, 2, 4, 5, 6, 7])
        #expect(try folder.text("followers/desk.dead.jsonl").split(separator: "\n").count == 1)
    }

    @Test func `a batch that was begun has the same events after a restart`() async throws {
        let folder = try ToldFolder(1...3)
        let receiver = ScriptedReceiver { _, _ in Self.down }
        let follower = try folder.follower(receiver) { $0.batch = 5 }
        let work = Task { try await follower.run(from: .beginning) }
        while receiver.keys.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        work.cancel()
        try await work.value
        try folder.tell(4...6)
        let next = ScriptedReceiver()
        try await folder.follower(next) { $0.batch = 5 }.run(from: nil)
        #expect(next.keys.first == receiver.keys.first && next.keys.count == 2)
        #expect(next.taken == [1, 2, 3, 4, 5, 6])
    }

    @Test func `what the filter leaves out is passed over, and the cursor with it`() async throws {
        let folder = try ToldFolder(1...2)
        try folder.tell(3...3) { $0.kind = .revised }
        try folder.tell(4...5)
        let receiver = ScriptedReceiver()
        let filter = try EventFilter("kind:revised")
        try await folder.follower(receiver) { $0.filter = filter }.run(from: .beginning)
        #expect(receiver.taken == [3])
        #expect(try folder.cursor?.seq == 5)
    }

    @Test func `an event is not passed over since the store cannot be asked for its tags`() async throws {
        let folder = try ToldFolder(1...1)
        let receiver = ScriptedReceiver()
        let filter = try EventFilter("-tag:sport")
        let follower = try folder.follower(receiver) { ($0.filter, $0.endsAtEnd) = (filter, false) }
        let work = Task { try await follower.run(from: .after(0)) }
        while receiver.taken.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        try folder.write("none.db", String(repeating: "This is no database. ", count: 100))
        try folder.tell(2...3)
        while folder.said.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
        #expect(folder.said.withLock { $0.first }?.hasPrefix("follower desk: cannot read: ") == true)
        #expect(receiver.taken == [1])
        try FileManager.default.removeItem(atPath: folder.path + "/none.db")
        while receiver.taken.count < 3 { try await Task.sleep(for: .milliseconds(5)) }
        work.cancel()
        try await work.value
        #expect(receiver.taken == [1, 2, 3])
        #expect(try folder.cursor?.seq == 3)
    }

    @Test func `old news is left out where it is not wanted`() async throws {
        let folder = try ToldFolder(1...1)
        try folder.tell(2...2) { $0.facts.set("backlog", true) }
        try folder.tell(3...3)
        let (persons, programs) = (ScriptedReceiver(), ScriptedReceiver())
        try await folder.follower(persons) { $0.backlog = .none }.run(from: .after(0))
        #expect(persons.taken == [1, 3])
        try FileManager.default.removeItem(atPath: folder.files.cursor)
        try await folder.follower(programs).run(from: .after(0))
        #expect(programs.taken == [1, 2, 3])
    }

    @Test func `numbers that are held nowhere are said, and the rest is handed over`() async throws {
        let folder = try ToldFolder(4...5)
        let receiver = ScriptedReceiver()
        try await folder.follower(receiver).run(from: .beginning)
        #expect(receiver.taken == [4, 5])
        let line = "follower desk: the events 1 to 3 are held no longer, neither by the store nor by the log's files"
        #expect(folder.said.withLock { $0 } == [line])
    }

    @Test func `a log that is another one is not gone on with`() async throws {
        let folder = try ToldFolder(1...5)
        let receiver = ScriptedReceiver()
        try await folder.follower(receiver).run(from: .beginning)
        // Store and log of before, and on from there: the number means something else.
        try FileManager.default.removeItem(atPath: folder.log)
        try folder.tell(1...3)
        await #expect(throws: FollowerError.foreign("desk", seq: 5, last: 3, file: try folder.files.cursor)) {
            try await folder.follower(receiver).run(from: nil)
        }
        try folder.tell(4...9) { $0.at += 60 }
        await #expect(throws: FollowerError.self) { try await folder.follower(receiver).run(from: .now) }
        #expect(receiver.taken == [1, 2, 3, 4, 5])
    }

    @Test(arguments: ["", ".", "..", "../x", "a/b", "-x", "a b", "x.dead", String(repeating: "a", count: 65), "ä"])
    func `a name that could be another file's is none`(_ name: String) {
        #expect(throws: FollowerError.noName(name)) { try FollowerFiles(name, in: "/tmp") }
    }

    @Test(arguments: ["desk", "Desk-2", "a.b_c", "9"]) func `names of letters and digits are`(_ name: String) throws {
        #expect(try FollowerFiles(name, in: "/tmp").cursor == "/tmp/\(name).json")
    }

    @Test func `waits grow to a limit, and are not all the same`() {
        var pace = RetryPace()
        (pace.first, pace.longest) = (.seconds(1), .seconds(60))
        #expect((1...8).map { pace.wait(after: $0, chance: 1) } == [1, 2, 4, 8, 16, 32, 60, 60].map { .seconds($0) })
        #expect(pace.wait(after: 4, chance: 0) == .seconds(4))
        #expect(pace.wait(after: .max, chance: 0) == .seconds(30))
    }
}
