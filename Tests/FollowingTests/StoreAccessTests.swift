import Foundation
import Storing
import StoringSQLite
import Testing

@testable import Daemon
@testable import Following

@Suite struct StoreAccessTests {
    private let folder: ToldFolder
    private var path: String { folder.path + "/dateline.db" }

    init() throws { folder = try ToldFolder() }

    @Test func `a store that comes in another's place is read`() throws {
        let access = StoreAccess(StoreSettings(path: path))
        #expect(try access.store() == nil)
        let first = try SQLiteStore(path: path).identity()
        #expect(try access.store()?.identity() == first)
        for name in ["dateline.db", "dateline.db-wal", "dateline.db-shm", "dateline.db-keys"] {
            try? FileManager.default.moveItem(atPath: folder.path + "/" + name, toPath: folder.path + "/old-" + name)
        }
        let second = try SQLiteStore(path: path).identity()
        #expect(second != first)
        #expect(try access.store()?.identity() == second)
    }

    @Test func `at rest it keeps no file open`() throws {
        _ = try SQLiteStore(path: path)
        let access = StoreAccess(StoreSettings(path: path))
        func isOpen() throws -> Bool {
            let end = "/" + path.split(separator: "/").suffix(2).joined(separator: "/")
            return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").contains {
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0))?.hasSuffix(end)
                    ?? false
            }
        }
        #expect(try !isOpen())
        _ = try access.store()?.lastSeq()
        #expect(try isOpen())
        access.rest()
        #expect(try !isOpen())
    }
}
