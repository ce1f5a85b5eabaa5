import Glibc
import TOMLKit

/// One file while it is read: its text, and what is found to be wrong with it.
final class ConfigurationFile {
    let path: String
    private var found: [ConfigurationProblem] = []
    private let text: [UInt8]
    /// Of `text` within its file.
    private let firstLine: Int
    /// Made for the first problem only: a file that is right needs no lines.
    private(set) lazy var outline = TOMLOutline(text)

    init(path: String, text: [UInt8], firstLine: Int = 1) {
        (self.path, self.text, self.firstLine) = (path, text, firstLine)
    }

    /// In the order of the lines.
    var problems: [ConfigurationProblem] {
        found.enumerated().sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }.map(
            \.element)
    }

    func report(
        line: Int? = nil, key: String? = nil, _ message: String, as severity: ConfigurationProblem.Severity = .error
    ) {
        let line = line.map { $0 + firstLine - 1 }
        found.append(ConfigurationProblem(severity, file: path, line: line, key: key, message))
    }

    /// Gives `body` the document's root, and the memory that it took back afterwards.
    /// When the text is no TOML, `body` is not called and the reason is one of `problems`.
    func withRoot(_ body: (TOMLTable) -> Void) {
        // TOMLKit reads up to the first NUL and would leave the rest out in silence.
        if let nul = text.firstIndex(of: 0) {
            return report(line: lineNumber(at: nul), "a zero byte, which no TOML has; the file must be UTF-8")
        }
        guard let string = String(validating: text, as: UTF8.self) else {
            return report(line: firstInvalidLine(), "the text is not UTF-8")
        }
        let root: TOMLTable
        do {
            root = try TOMLTable(string: string)
        } catch let error as TOMLParseError {
            return report(line: error.source.begin.line, "not TOML: \(error.description)")
        } catch {
            return report("not TOML: \(error)")
        }
        body(root)
        // Nobody else frees the tree: `TOMLTable` has no deinit.
        root.clear()
    }

    private func lineNumber(at offset: Int) -> Int { text[..<offset].count { $0 == UInt8(ascii: "\n") } + 1 }

    private func firstInvalidLine() -> Int? {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
    }
}

/// What tells one state of a file from another without reading it.
package struct FileStamp: Sendable, Equatable {
    private let device: UInt
    private let inode: UInt
    private let size: Int
    private let modified: Int64
    let isFolder: Bool
    let isRegular: Bool

    /// Nil when there is nothing at `path`, or nothing that this user may see.
    init?(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        (device, inode, size) = (UInt(status.st_dev), UInt(status.st_ino), Int(status.st_size))
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        isRegular = status.st_mode & S_IFMT == S_IFREG
    }
}
