import FeedModel
import Foundation
import Synchronization
import Testing

@testable import Daemon

private final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result { value.withLock { body(&$0) } }
}

/// Documents are read on threads of their own: few, in turn, and the heavy ones by themselves.
@Suite(.timeLimit(.minutes(10))) struct DocumentReaderTests {
    /// Reads until its budget ends it, as a document does that has no end.
    private static func endless(_ budget: ReadingBudget) -> ReadingExcess? {
        while budget.spend(1000) {}
        return budget.excess
    }

    /// How many of twenty documents are read at one time, at the most.
    private static func mostAtOnce(in reader: DocumentReader) async -> Int {
        let counts = Shared((now: 0, most: 0))
        await withTaskGroup { group in
            for number in 1...20 {
                group.addTask {
                    _ = await reader.read(100, of: Int64(number)) { _ in
                        counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                        usleep(2000)
                        counts.withLock { $0.now -= 1 }
                    }
                }
            }
        }
        return counts.withLock { $0.most }
    }

    @Test func `no more documents are read at one time than there are threads`() async {
        #expect(await Self.mostAtOnce(in: DocumentReader(threads: 2)) == 2)
    }

    @Test func `documents without end stop nobody else, and end by their own budget`() async {
        var limits = ReadingLimits()
        limits.time = .milliseconds(200)
        let reader = DocumentReader(limits, threads: 2)
        let ends = Shared<[ReadingExcess?]>([])
        await withTaskGroup { group in
            for number in 1...4 {
                group.addTask {
                    let read = await reader.read(100, of: Int64(number), Self.endless)
                    ends.withLock { $0.append(read?.value) }
                }
            }
            group.addTask {
                for number in 1...50 {
                    #expect(await reader.read(100, of: Int64(number)) { _ in number }?.value == number)
                }
            }
        }
        #expect(ends.withLock { $0 } == Array(repeating: .time(limit: .milliseconds(200)), count: 4))
    }

    @Test func `a document's time is that of the thread which reads it, whatever others have used before`() async {
        await withTaskGroup { group in
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
                group.addTask {
                    let end = threadTime() + .seconds(1)
                    while threadTime() < end {}
                }
            }
        }
        var limits = ReadingLimits()
        limits.time = .milliseconds(200)
        let used = await DocumentReader(limits, threads: 1).read(100, of: 1) { budget in
            let begin = threadTime()
            _ = Self.endless(budget)
            return threadTime() - begin
        }
        #expect(used.map { $0.value < .milliseconds(700) } == true)
    }

    @Test func `of large documents one is read at a time, until what came of it is kept`() async {
        let reader = DocumentReader(threads: 2)
        var first = await reader.read(20 << 20, of: 1) { $0.limits.memory }
        #expect(first?.value == ReadingLimits().memory)
        let isRead = Shared(false)
        let second = Task { await reader.read(20 << 20, of: 2) { _ in isRead.withLock { $0 = true } } != nil }
        // It waits: what does not, goes by in the meantime.
        for number in 3...50 { _ = await reader.read(100, of: Int64(number)) { _ in } }
        #expect(!isRead.withLock { $0 })
        withExtendedLifetime(first) {}
        first = nil
        #expect(await second.value)
        #expect(isRead.withLock { $0 })
    }

    @Test func `a large document is read beside the others, which take no more threads for it`() async throws {
        let reader = DocumentReader(threads: 1)
        let (isBegun, areRead) = (Shared(false), DispatchSemaphore(value: 0))
        let large = Task {
            await reader.read(20 << 20, of: 21) { _ in
                isBegun.withLock { $0 = true }
                return areRead.wait(timeout: .now() + 60)
            }?.value
        }
        while !isBegun.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
        #expect(await Self.mostAtOnce(in: reader) == 1)
        areRead.signal()
        #expect(await large.value == .success)
    }

    @Test func `what waits goes on while one that turned out to be heavy is read again`() async throws {
        let reader = DocumentReader(threads: 1)
        let (tries, isOtherRead) = (Shared(0), DispatchSemaphore(value: 0))
        let heavy = Task {
            await reader.read(100, of: 1) { budget in
                let isTrial = tries.withLock { tries in
                    tries += 1
                    return tries == 1
                }
                guard isTrial else { return isOtherRead.wait(timeout: .now() + 60) }
                _ = Self.endless(budget)
                return .timedOut
            }?.value
        }
        while tries.withLock({ $0 == 0 }) { try await Task.sleep(for: .milliseconds(5)) }
        #expect(await reader.read(100, of: 2) { _ in isOtherRead.signal() } != nil)
        #expect(await heavy.value == .success)
    }

    @Test func `too many large ones are told to come later`() async {
        let reader = DocumentReader(threads: 2)
        var first = await reader.read(20 << 20, of: 1) { _ in }?.share
        await withTaskGroup { group in
            for number in 2...3 { group.addTask { await reader.read(20 << 20, of: Int64(number)) { _ in } != nil } }
            // Whichever of the two was there first waits.
            #expect(await group.next() == false)
            withExtendedLifetime(first) {}
            first = nil
            #expect(await group.next() == true)
        }
    }

    @Test func `stopping ends what is being read, and what waits`() async {
        let reader = DocumentReader(.none, threads: 1)
        let reading = Task { await reader.read(100, of: 1, Self.endless)?.value }
        let waiting = Task { await reader.read(100, of: 2) { _ in 1 }?.value }
        usleep(50_000)
        reader.stop()
        let (read, waited) = (await reading.value, await waiting.value)
        #expect(read == nil || read == .some(.cancelled))
        #expect(waited == nil || waited == 1)
        #expect(await reader.read(100, of: 3) { _ in 1 } == nil)
    }

    // MARK: Notes

    @Test func `what is being read when a process dies is known to the next`() async throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/notes"
        var notes = ReadingNotes(path: path)
        #expect(notes?.leftBehind == [])
        #expect(ReadingNotes(path: path) == nil, "another process has it")
        let reader = DocumentReader(notes: notes, threads: 2)
        let share = await reader.read(100, of: 7) { _ in }?.share
        _ = await reader.read(100, of: 8) { _ in }
        _ = notes?.begin(-9)
        #expect(try await leftBehind(by: path, when: [-9, 7]) == [-9, 7])
        withExtendedLifetime(share) {}
        notes = nil
    }

    @Test func `what has been kept is not remembered`() async throws {
        let folder = try ScratchFolder()
        let reader = DocumentReader(notes: ReadingNotes(path: folder.path + "/notes"), threads: 1)
        for number in 1...10 { _ = await reader.read(100, of: Int64(number)) { _ in } }
        #expect(try await leftBehind(by: folder.path + "/notes", when: []) == [])
    }

    /// By a copy, as a process that is killed leaves it. The thread that has read lets go a moment after it has answered.
    private func leftBehind(by path: String, when expected: [Int64]) async throws -> [Int64]? {
        var found: [Int64]?
        for number in 0..<2000 where found != expected {
            if number > 0 { try await Task.sleep(for: .milliseconds(5)) }
            let copy = "\(path)-dead-\(number)"
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            found = ReadingNotes(path: copy)?.leftBehind
        }
        return found
    }

    @Test func `notes are written into no file but their own`() throws {
        let folder = try ScratchFolder()
        try folder.write("other", "kept")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/notes", withDestinationPath: folder.path + "/other")
        #expect(ReadingNotes(path: folder.path + "/notes") == nil)
        #expect(try folder.text("other") == "kept")
        mkfifo(folder.path + "/fifo", 0o600)
        #expect(ReadingNotes(path: folder.path + "/fifo") == nil)
    }
}
