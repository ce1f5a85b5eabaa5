import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline prune`
struct Prune: Command {
    static let configuration = CommandConfiguration(
        abstract: "Delete now what is older than [retention] allows.",
        discussion: """
            A daemon does so once a day, and so does 'dateline fetch' without an argument. What has been pruned is not \
            reported as new, as long as its feed lists it and for a year after that ('tombstones-for').

              dateline prune --dry-run
              dateline prune --compact       with the daemon stopped: shrink an old store
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Only say what would be pruned.") var dryRun = false
    @Flag(help: "Also write the store anew, which needs as much space again.") var compact = false
    @Flag(help: "For programs: one object.") var json = false

    func run(on console: Console) async throws {
        let configuration = try options.load(console, sayingProblems: false)
        if dryRun {
            guard let store = try options.readStore(console) else { return say(PruneStep(), console) }
            return say(try pruner(configuration, store, console).count(), console)
        }
        guard try configuration.store.exists() else {
            throw StoreError.cannotOpen(path: configuration.store.place, reason: "there is none yet")
        }
        // Says at once that somebody uses it.
        if compact { _ = try StoreAlone(configuration.store.file(for: "--compact")) }
        try await prune(configuration, console)
        guard compact else { return }
        try StoreAlone(configuration.store.path).compact()
    }

    private func prune(_ configuration: Configuration, _ console: Console) async throws {
        let store = try configuration.openStore(announce: console.complain)
        let log = ItemLog(configuration.log, store: store, clock: try console.clock(), announce: console.complain)
        let recorder = Recorder(store: store, log: log)
        let progress = LineProgress(console: console)
        let gone = try await pruner(configuration, store, console).round(by: recorder) { progress.show($0.words) }
        progress.erase()
        let space = try store.files?.space()
        try store.files?.closeFiles()
        say(gone, console)
        // The next that writes completes it.
        if let failure = await recorder.logFailure { console.complain(failure) }
        guard let space, !compact, !space.isGivenBack, space.free > space.pages / 4 else { return }
        console.complain(
            "\(bytes(space.free * space.pageSize)) of the store are free for what comes; it was made by an older version, and "
                + "gives them back only with --compact")
    }

    private func pruner(_ configuration: Configuration, _ store: any Store, _ console: Console) throws -> Pruner {
        let isShared = configuration.store.isDaemonRunning() == true
        let pruner = Pruner(
            configuration, store: store, clock: try console.clock(), subscriptions: configuration.subscriptions,
            rest: isShared ? 4 : 0)
        if try !pruner.hasRules() { console.complain("nothing to prune: [retention] has no rules") }
        return pruner
    }

    private func say(_ step: PruneStep, _ console: Console) {
        guard json else { return console.write((dryRun ? "would be pruned: " : "pruned: ") + step.words) }
        var object = JSONObject()
        object.set("dry_run", dryRun)
        object.set("items", step.items)
        object.set("revision_texts", step.texts)
        object.set("events", step.events)
        object.set("sketches", step.sketches)
        object.set("tombstones", step.tombstones)
        if !dryRun { object.append("longest_step_ms", .int(Int(step.cpu / .milliseconds(1)))) }
        console.write(object)
    }
}
