import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline backup FILE`
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the store into one file, while the daemon runs or not.",
        discussion: """
            The copy is the store as it is at one moment. The file is readable for its owner alone, and gets its name \
            when it is whole. The configuration with its secrets, and the log, are files of yours to keep.

              dateline backup /var/backups/dateline-$(date +%F).db
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "An older backup may stand there.") var replace = false
    @Flag(help: "For programs: one object.") var json = false
    @Argument(help: "The file to make.") var file: String

    func run() async throws {
        let path = try options.load(sayingProblems: false).store.path
        guard let store = try options.readStore() else {
            throw StoreError.cannotOpen(path: path, reason: "there is none yet")
        }
        let progress = LineProgress()
        let made = try store.backUp(to: file, isReplacing: replace) { progress.show("\(Int($0 * 100)) % copied") }
        progress.erase()
        if json {
            var object = JSONObject()
            object.set("file", made.path)
            object.set("last_seq", Int(made.lastSeq))
            object.set("last_event", made.lastEvent)
            object.set("bytes", made.size)
            return Terminal.write(.object(object))
        }
        let last =
            made.lastEvent.map { "its last event is \(made.lastSeq), of \(localTime($0))" } ?? "it has no events yet"
        Terminal.write("\(made.path): \(bytes(made.size)), \(last)")
        Terminal.write(
            "The configuration with its secrets is not in it: keep a copy of those files, and of the log, yourself.")
    }
}

/// A line on a terminal's standard error that tells how far long work is.
struct LineProgress {
    func show(_ text: String) {
        guard Terminal.isError else { return }
        _ = StandardStream.write(Array("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO)
    }

    func erase() { if Terminal.isError { _ = StandardStream.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) } }
}

/// "3.4 MB", for people.
func bytes(_ count: Int) -> String {
    count < 1_000_000 ? "\(max(1, count / 1000)) kB" : "\(count / 1_000_000).\(count / 100_000 % 10) MB"
}
