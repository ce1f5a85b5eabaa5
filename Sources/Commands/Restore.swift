import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline restore FILE`
struct Restore: Command {
    static let configuration = CommandConfiguration(
        abstract: "Put a backup back; the log fills in what came after.",
        discussion: """
              dateline restore /var/backups/dateline.db

            The store that is there, sound or not, is put aside under a new name. What the log still has, in its rotated \
            files too, is known again under its old numbers; what it has not may be told again, and how much that may be \
            is said. Stop the daemon first. Where it is interrupted, do it again.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "What 'dateline backup' has made, or another store.") var file: String

    func run(on console: Console) async throws { try await options.restore(from: file, on: console) }
}

extension ConfigurationOptions {
    /// - Parameter backup: nil makes a store of the log alone.
    func restore(from backup: String?, on console: Console) async throws {
        console.finishWork()
        let configuration = try load(console)
        let clock = try console.clock()
        let progress = LineProgress(console: console)
        let restorer = StoreRestorer(configuration, at: clock.now) { count in
            progress.show("\(count) lines of the log read back")
        }
        let report = try restorer.restore(from: backup)
        progress.erase()
        tell(report, configuration, isFromBackup: backup != nil, on: console)
        // The daemon makes it, and then writes the log anew.
        guard FileManager.default.fileExists(atPath: parentFolder(configuration.log.path)) else { return }
        do {
            // The log gets what the store has to say of numbers that are missing.
            let store = try configuration.openStore(isDaemon: true, announce: console.complain)
            try await ItemLog(configuration.log, store: store, clock: clock, announce: console.complain).append()
            try store.files?.closeFiles()
        } catch StoreError.running {
            // The daemon was started meanwhile, and does that itself.
        }
    }

    private func tell(
        _ report: StoreRestorer.Report, _ configuration: Configuration, isFromBackup: Bool, on console: Console
    ) {
        if let aside = report.aside {
            console.write(
                "the store that was there is now \(aside), with files beside it; remove them when all is well")
        }
        let start = isFromBackup ? "\(report.backupSeq) was the backup's last number; " : ""
        console.write(
            "\(configuration.store.path): \(start)\(report.readBackInWords) from the log; the next number is "
                + "\(report.lastSeq + 1)")
        if report.passedOver > 0 {
            console.write(
                "\(report.passedOver == 1 ? "1 line was" : "\(report.passedOver) lines were") passed over, of an earlier "
                    + "store: what that told was told again when it was lost")
        }
        let remedy = isFromBackup ? "dateline restore" : "dateline store rebuild"
        report.losses(remedy: remedy).forEach(console.complain)
        console.write("next: start the daemon again, and look at 'dateline status'")
    }
}
