import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Publishing
import Storing

/// `dateline publish [TARGET…]`
struct Publish: Command {
    static let configuration = CommandConfiguration(
        abstract: "Write RSS, Atom, JSON and HTML from stored items.",
        discussion: """
              dateline publish
              dateline publish world --full

            TARGET is the name of a [[publish]]; without one, all of them. A running daemon does so by itself when \
            something has changed. Any web server serves the folder.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Render all again, not only what has changed since.") var full = false
    @Flag(help: "For programs: an object a target, one a line.") var json = false
    @Argument(help: ArgumentHelp("Names of [[publish]]; all if left out.", valueName: "target"))
    var targets: [String] = []

    func run(on console: Console) async throws {
        let configuration = try options.load(console, sayingProblems: false, readsFeeds: false)
        let publications = try chosen(configuration.publications)
        guard let store = try options.readStore(console) else {
            throw StoreError.cannotOpen(path: configuration.store.place, reason: "there is none yet")
        }
        var hasFailed = false
        for publication in publications {
            do {
                say(try Publisher.publish(publication, of: store, isFull: full), publication, on: console)
            } catch let error as PublicationError {
                console.complain("\(publication.name): \(error)")
                hasFailed = true
            }
        }
        if hasFailed { throw ExitCode.failure }
    }

    private func chosen(_ publications: [Publication]) throws -> [Publication] {
        guard !publications.isEmpty else {
            throw UsageError("the configuration has no [[publish]]; see dateline.toml(5)")
        }
        guard !targets.isEmpty else { return publications }
        return try targets.map { name in
            guard let publication = publications.first(where: { $0.name == name }) else {
                let known = hint(for: name, among: publications.map(\.name))
                throw UsageError("no [[publish]] is named '\(shortened(name, to: 100))'; \(known)")
            }
            return publication
        }
    }

    private func say(_ report: Publisher.Report, _ publication: Publication, on console: Console) {
        guard json else {
            let removed = report.removed > 0 ? ", \(grouped(report.removed)) removed" : ""
            let files = report.written == 1 ? "file" : "files"
            return console.write(
                "\(publication.name): \(grouped(report.written)) \(files) written\(removed) in \(publication.folder)")
        }
        var object = JSONObject()
        object.set("target", publication.name)
        object.set("folder", publication.folder)
        object.set("written", report.written)
        object.set("unchanged", report.unchanged)
        object.set("removed", report.removed)
        console.write(object)
    }
}
