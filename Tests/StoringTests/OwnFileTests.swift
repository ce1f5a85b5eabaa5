import Foundation
import Glibc
import Testing

@testable import Storing
@testable import StoringSQLite

/// What stands under a file's name is looked at before anything is written into it.
@Suite final class OwnFileTests {
    private let folder: String
    private let victim: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("dateline-\(UUID())").path
        victim = folder + "/victim"
        try FileManager.default.createDirectory(atPath: folder + "/store", withIntermediateDirectories: true)
        try Data("not to be touched".utf8).write(to: URL(fileURLWithPath: victim))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    enum Plant: CaseIterable { case link, danglingLink, hardLink, pipe, folder }

    private func plant(_ plant: Plant, at path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        switch plant {
        case .link: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: victim)
        case .danglingLink:
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder + "/nothing")
        case .hardLink: try FileManager.default.linkItem(atPath: victim, toPath: path)
        case .pipe: try #require(mkfifo(path, 0o600) == 0)
        case .folder: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
    }

    private func isUntouched() throws -> Bool {
        try Data(contentsOf: URL(fileURLWithPath: victim)) == Data("not to be touched".utf8)
            && !FileManager.default.fileExists(atPath: folder + "/nothing")
    }

    @Test(arguments: Plant.allCases)
    func `what is no file of ours is refused, and nothing written`(_ what: Plant) throws {
        let path = folder + "/store/file"
        try plant(what, at: path)
        let refusal = #expect(throws: FileRefusal.self) { try OwnFile(path, O_RDWR | O_CREAT) }
        #expect(refusal?.code == nil && refusal?.description.contains(path) == true)
        try #expect(isUntouched())
    }

    @Test func `an ordinary file is opened, and made where there is none`() throws {
        let path = folder + "/store/file"
        let first = try OwnFile(path, O_RDWR | O_CREAT)
        let second = try OwnFile(path, O_RDWR | O_CREAT)
        #expect(first.isNew && !second.isNew)
        #expect([first, second].allSatisfy { close($0.descriptor) == 0 })
        #expect(throws: FileRefusal.system(path: path + "2", code: ENOENT)) { try OwnFile(path + "2", O_RDWR) }
    }

    @Test func `the folder itself may be elsewhere`() throws {
        try FileManager.default.createSymbolicLink(atPath: folder + "/linked", withDestinationPath: "store/../store")
        close(try OwnFile(folder + "/linked/file", O_RDWR | O_CREAT).descriptor)
        #expect(FileManager.default.fileExists(atPath: folder + "/store/file"))
        #expect(try pathWithoutLinks(folder + "/linked/./file").hasSuffix("/store/file"))
    }

    @Test func `links that lead in a circle are refused`() throws {
        try FileManager.default.createSymbolicLink(atPath: folder + "/a", withDestinationPath: "b")
        try FileManager.default.createSymbolicLink(atPath: folder + "/b", withDestinationPath: "a")
        #expect(throws: FileRefusal.self) { try pathWithoutLinks(folder + "/a/file") }
    }

    @Test(arguments: ["", "-wal", "-shm", "-keys", "-lock"], Plant.allCases)
    func `a store does not open what is no file of its own`(_ name: String, _ what: Plant) throws {
        let path = folder + "/store/dateline.db"
        do { _ = try SQLiteStore(path: path) }
        try plant(what, at: path + name)
        let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path) }
        #expect(error?.description.contains(path + name) == true)
        try #expect(isUntouched())
        try FileManager.default.removeItem(atPath: path + name)
        #expect(try SQLiteStore(path: path).lastSeq() == 0)
    }
}
