import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline backup FILE`
struct Backup: Command {
    static let configuration = CommandConfiguration(
        abstract: "Copy the store into one file, safe beside the daemon.",
        discussion: """
            The copy is the store as it is at one moment. The file is readable for its owner alone, and gets its name \
            when it is whole. The configuration with its secrets, and the log, are files of yours to keep.

              dateline backup /var/backups/dateline-$(date +%F).db
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "An older backup may stand there.") var replace = false
    @Flag(help: "For programs: one object.") var json = false
    @Argument(help: "The file to make.") var file: String

    func run(on console: Console) async throws {
        let path = try options.load(console, sayingProblems: false).store.file(for: "'dateline backup'")
        guard let store = try options.readStore(console) else {
            throw StoreError.cannotOpen(path: path, reason: "there is none yet")
        }
        let progress = LineProgress(console: console)
        let made = try store.backUp(to: file, isReplacing: replace) { progress.show("\(Int($0 * 100)) % copied") }
        progress.erase()
        if json {
            var object = JSONObject()
            object.set("file", made.path)
            object.set("last_seq", Int(made.lastSeq))
            object.set("last_event", made.lastEvent)
            object.set("bytes", made.size)
            return console.write(object)
        }
        let last =
            made.lastEvent.map { "its last event is \(made.lastSeq), of \(console.localTime($0))" }
            ?? "it has no events yet"
        console.write("\(made.path): \(bytes(made.size)), \(last)")
        console.write(
            "The configuration with its secrets is not in it: keep a copy of those files, and of the log, yourself.")
    }
}

/// A line on a terminal's standard error that tells how far long work is.
struct LineProgress {
    let console: Console

    func show(_ text: String) {
        guard console.errors.isTerminal else { return }
        _ = console.errors.write(Array("\r\u{1B}[K\(text)".utf8))
    }

    func erase() { if console.errors.isTerminal { _ = console.errors.write(Array("\r\u{1B}[K".utf8)) } }
}

/// "3.4 MB", for people.
func bytes(_ count: Int) -> String {
    count < 1_000_000 ? "\(max(1, count / 1000)) kB" : "\(count / 1_000_000).\(count / 100_000 % 10) MB"
}
