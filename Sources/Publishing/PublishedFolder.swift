import Daemon
import FeedModel
import Glibc

/// The folder of a publication. A file is written whole or not at all, and only where its bytes are others.
struct PublishedFolder {
    let path: String
    private(set) var written = 0
    private(set) var unchanged = 0
    private(set) var removed = 0
    /// The names of those that stand there by this run.
    private(set) var names: Set<String> = []

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
        try attempt { () throws(FileFailure) in try replaceFile(path + "/" + name, with: content) }
        written += 1
    }

    mutating func remove(_ name: String) {
        names.remove(name)
        if unsafe unlink(path + "/" + name) == 0 { removed += 1 }
    }

    func exists(_ name: String) -> Bool { unsafe access(path + "/" + name, F_OK) == 0 }

    /// Those of our own naming in `days` or `stories`: what else somebody has put there is left alone.
    func files(in folder: String) -> [String] {
        guard let directory = unsafe opendir("\(path)/\(folder)") else { return [] }
        defer { unsafe _ = closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            guard name.hasSuffix(".html"), name.first != "." else { continue }
            let stem = name.dropLast(5)
            let isOurs =
                folder == "days"
                ? stem.utf8.count >= 10 && stem.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D }
                : stem.utf8.count == 16 && stem.allSatisfy(\.isHexDigit)
            if isOurs { names.append(name) }
        }
        return names
    }

    /// Takes away what an earlier run has left and this one has not written.
    mutating func removeOthers() {
        for folder in ["days", "stories"] {
            for name in files(in: folder) where !names.contains("\(folder)/\(name)") { remove("\(folder)/\(name)") }
        }
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
