import Daemon
import FeedModel
import Glibc
import Storing
import TextKit

/// The folder of a publication. A file is written whole or not at all, and only where its bytes are others.
///
/// New bytes stand beside their files first. `settle` flushes many of them one after the other, which costs a disk far less
/// than each by itself, and gives them their names then: after a power cut a file has its old bytes or its new ones. The state
/// of the publication is written behind that, so that it tells of no file that is not there. What a kill has left beside
/// files the next run takes away before it begins.
struct PublishedFolder {
    let path: String
    private(set) var written = 0
    private(set) var unchanged = 0
    private(set) var removed = 0
    /// The names of those that stand there by this run.
    private(set) var names: Set<String> = []
    /// Written, and without their names yet.
    private var pending: [FileReplacement] = []
    /// Folders in which names have come, changed or gone since they were flushed.
    private var changed: Set<String> = []

    /// A run takes no more room than so many files besides what it replaces.
    private static let mostPending = 1000
    private static let scratchSuffix = "new"
    /// The files of a publication that are no pages in a folder below it.
    private static let files = [
        PublicationState.name, "feed.atom", "feed.rss", "feed.json", "index.html", "archive.html",
    ]

    /// - Throws: `PublicationError` where the folder cannot be made.
    init(_ path: String) throws {
        self.path = path
        for folder in ["", "/days", "/stories"] {
            try attempt { () throws(FileFailure) in try makeFolder(path + folder) }
        }
    }

    mutating func write(_ name: String, _ content: [UInt8]) throws {
        names.insert(name)
        if let held = try? bytes(of: path + "/" + name), held == content { return unchanged += 1 }
        try attempt { () throws(FileFailure) in
            let file = try FileReplacement(
                of: path + "/" + name, with: content, suffix: Self.scratchSuffix)
            pending.append(file)
            changed.insert(parentFolder(file.target))
        }
        written += 1
        if pending.count >= Self.mostPending { try settle() }
    }

    /// What was written takes its names, in the order in which it was written.
    mutating func settle() throws {
        defer { discard() }
        // All are with the disk before the first is waited for.
        for file in pending { try attempt(file.flush) }
        for file in pending { try attempt(file.commit) }
        pending = []
        for folder in changed { synchronizeFolder(folder) }
        changed = []
    }

    /// Forgets what has no name yet.
    mutating func discard() {
        pending.forEach { $0.discard() }
        pending = []
    }

    /// The state, which is none of what is published.
    func writeState(_ content: [UInt8]) throws {
        try attempt { () throws(FileFailure) in
            try replaceFile("\(path)/\(PublicationState.name)", with: content, suffix: Self.scratchSuffix)
        }
    }

    mutating func remove(_ name: String) {
        names.remove(name)
        guard unsafe unlink(path + "/" + name) == 0 else { return }
        removed += 1
        changed.insert(parentFolder(path + "/" + name))
    }

    func exists(_ name: String) -> Bool { unsafe access(path + "/" + name, F_OK) == 0 }

    /// The pages of our own naming in `days` or `stories`: what else somebody has put there is left alone.
    func pages(in folder: String) -> Set<String> {
        let written = names.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.utf8.count + 1)) }
        return Set(entries(of: folder).filter { isPage($0[...], in: folder) }).union(written)
    }

    /// Takes away the pages that an earlier run has written and this one has not.
    mutating func removeOthers() {
        for folder in ["days", "stories"] {
            for name in entries(of: folder) where isPage(name[...], in: folder) {
                if !names.contains("\(folder)/\(name)") { remove("\(folder)/\(name)") }
            }
        }
    }

    /// Takes away the new bytes of a run that was killed before they had their names.
    func removeLeftovers() {
        for name in Self.files { unsafe _ = unlink("\(path)/\(scratchName(name))") }
        for folder in ["days", "stories"] {
            for name in entries(of: folder) where name.hasPrefix(".") {
                let page = name.dropFirst().dropLast(Self.scratchSuffix.utf8.count + 1)
                guard name == scratchName(page), isPage(page, in: folder) else { continue }
                unsafe _ = unlink("\(path)/\(folder)/\(name)")
            }
        }
    }

    private func scratchName(_ name: some StringProtocol) -> String { ".\(name).\(Self.scratchSuffix)" }

    private func isPage(_ name: Substring, in folder: String) -> Bool {
        guard name.hasSuffix(".html") else { return false }
        let stem = name.dropLast(5).utf8
        return folder == "days"
            ? stem.count >= 10 && stem.allSatisfy { $0.isDigit || $0 == UInt8(ascii: "-") }
            : stem.count == 16 && name.dropLast(5).allSatisfy(\.isHexDigit)
    }

    private func entries(of folder: String) -> [String] {
        guard let directory = unsafe opendir("\(path)/\(folder)") else { return [] }
        defer { unsafe _ = closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            names.append(
                unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                    unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
                })
        }
        return names
    }

    private func attempt(_ body: () throws(FileFailure) -> Void) throws {
        do { try body() } catch { throw PublicationError(folder: path, reason: "\(error)") }
    }
}

/// Why nothing, or not all, could be published.
package struct PublicationError: Error, CustomStringConvertible {
    let folder: String
    let reason: String
    package var description: String { "cannot publish in \(folder): \(reason)" }
}
