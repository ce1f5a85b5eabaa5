import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline store …`
struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Check the store, or make it anew from the log.",
        discussion: """
              dateline store check
              dateline copy-store FROM TO    take it over into PostgreSQL, or back
            """,
        subcommands: [StoreCheck.self, StoreRebuild.self])
}

/// `dateline store check [--repair]`
struct StoreCheck: Command {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Look whether the store is sound, and the log a copy of its events.",
        discussion: """
              dateline store check
              dateline store check --repair

            Exit status: 0 when all is well; 1 when something is wrong.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Make the indexes anew that need it, and complete the log. Throws nothing away.") var repair = false
    @Flag(help: "For programs: an object a finding, one a line.") var json = false

    func run(on console: Console) async throws {
        let configuration = try options.load(console, sayingProblems: false)
        guard try configuration.store.exists() else {
            throw StoreError.cannotOpen(path: configuration.store.place, reason: "there is none")
        }
        var found = try StoreExamination(configuration)
        if repair, found.findings.contains(where: \.isRepairable), !found.isDamaged {
            console.finishWork()
            for finding in found.findings where finding.isRepairable { show(finding, "repaired", on: console) }
            try await StoreExamination.repair(configuration, found, clock: console.clock(), announce: console.complain)
            found = try StoreExamination(configuration)
        }
        // A database is damaged in many places, and that is one thing to know; programs get each place.
        let damage = json ? nil : found.findings.first { $0.part == .database }
        for finding in damage.map({ [$0] }) ?? found.findings {
            show(finding, "wrong", on: console)
        }
        for note in found.notes { console.complain(note) }
        if !json {
            console.write(
                "\(found.events) events, \(found.lines) lines of the log: \(found.findings.isEmpty ? "all is well" : "see above")"
            )
            if let next = nextCommand(found, configuration) { console.write(next) }
        }
        if !found.findings.isEmpty { throw ExitCode.failure }
    }

    private func show(_ finding: StoreFinding, _ state: String, on console: Console) {
        guard json else { return console.write("\(state): \(finding.part.rawValue): \(finding.description)") }
        var object = JSONObject()
        object.set("part", finding.part.rawValue)
        object.set("state", state)
        object.set("message", finding.place ?? finding.description)
        console.write(object)
    }

    private func nextCommand(_ found: StoreExamination, _ configuration: Configuration) -> String? {
        if found.isDamaged || found.findings.contains(where: { $0.part == .references }) {
            guard configuration.store.database == nil else {
                return "next: stop the daemons, and put a backup of the database back by PostgreSQL's own tools"
            }
            return
                "next: stop the daemon, then 'dateline restore FILE' with the last backup, or 'dateline store rebuild' without one"
        }
        return found.findings.contains(where: \.isRepairable)
            ? "next: stop the daemon, then 'dateline store check --repair'" : nil
    }
}

extension StoreExamination {
    var isDamaged: Bool { findings.contains { $0.part == .database } }
}

/// `dateline store rebuild`
struct StoreRebuild: Command {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Make a store of the log's files alone, where there is no backup.",
        discussion: """
            The store that is there is put aside under a new name. Not in the log, and so not in the new store: when feeds \
            are due and how they publish, what was in files of the log that are gone, articles' pages that were never told \
            of, corrections of dates, and which stories a person has told apart before. Stop the daemon first.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run(on console: Console) async throws {
        try await options.restore(from: nil, on: console)
        console.write(
            "What cannot come back: the feeds' schedules and validators, texts that were only in log files that are gone, and "
                + "articles' pages; all feeds are asked anew.")
    }
}
