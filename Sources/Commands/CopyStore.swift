import ArgumentParser
import Daemon
import FeedModel
import Storing

/// `dateline copy-store FROM TO`
struct CopyStore: Command {
    static let configuration = CommandConfiguration(
        commandName: "copy-store",
        abstract: "Take a store over into PostgreSQL, or from there into a file.",
        discussion: """
            Each of the two is the path of a file or the address of a database; the new one is empty, or an earlier \
            copy, which gets what has changed since. All keeps its numbers: the log goes on in the new store where it \
            ended. While a daemon works on the old one, that is copied as it is at one moment: stop the daemon then, \
            copy the rest by the same command, name the new store in [store], and start it again.

              dateline copy-store dateline.db postgresql://db.example/dateline
            """,
        // Done once in a life: 'dateline store --help' tells of it.
        shouldDisplay: false)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "For programs: one object.") var json = false
    @Argument(help: "The store that there is.") var from: String
    @Argument(help: "The store that is to be like it.") var to: String

    func run(on console: Console) async throws {
        console.finishWork()
        let configuration = try options.load(console, sayingProblems: false, readsFeeds: false)
        let progress = LineProgress(console: console)
        let (summary, isRunning) = try configuration.copyStore(from: from, to: to) { table, rows in
            progress.show("\(table): \(grouped(rows)) rows compared")
        }
        progress.erase()
        if json {
            var object = JSONObject()
            object.set("last_seq", Int(summary.lastSeq))
            object.set("rows_written", summary.written)
            object.set("rows_deleted", summary.deleted)
            object.set("daemon_running", isRunning)
            return console.write(object)
        }
        console.write(
            "\(grouped(summary.written)) rows written, \(grouped(summary.deleted)) taken away; the last event is "
                + "\(summary.lastSeq)")
        console.write(
            isRunning
                ? "next: stop the daemon, and copy the rest by the same command"
                : "next: name the new store in [store] of dateline.toml, and start the daemon")
    }
}
