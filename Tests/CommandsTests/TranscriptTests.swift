import Foundation
import Testing

@testable import Commands

/// What the commands print, and how they end, by the files in Fixtures. After a change that is meant,
/// `RECORD_TRANSCRIPTS=1 swift test --filter TranscriptTests` writes them anew, for a person to look at the difference.
@Suite(.timeLimit(.minutes(10))) struct TranscriptTests {
    @Test(arguments: try Transcript.all())
    func `a session goes as it is written down`(_ transcript: Transcript) async throws {
        let played = try await transcript.played()
        let written = try fixture(transcript.name)
        if ProcessInfo.processInfo.environment["RECORD_TRANSCRIPTS"] != nil {
            try played.write(toFile: fixtures + "/" + transcript.name, atomically: true, encoding: .utf8)
        }
        guard played != written else { return }
        let (now, before) = (played.components(separatedBy: "\n"), written.components(separatedBy: "\n"))
        let place = zip(now, before).enumerated().first { $1.0 != $1.1 }?.offset ?? min(now.count, before.count)
        let (new, old) = (now.dropFirst(place).prefix(5), before.dropFirst(place).prefix(5))
        Issue.record(
            "\(transcript.name):\(place + 1) is written as\n\(old.joined(separator: "\n"))\nand goes as\n\(new.joined(separator: "\n"))"
        )
    }

    @Test func `each command has a transcript of its help`() async throws {
        let help = try fixture("help.txt")
        let home = try TestHome()
        let root = await home.run(["--help"]).output
        let names = root.split(separator: "\n").drop { !$0.hasSuffix("SUBCOMMANDS:") }.compactMap { line in
            line.hasPrefix("  ") && !line.hasPrefix("   ") ? line.split(separator: " ").first.map(String.init) : nil
        }
        #expect(names.count >= 13)
        for name in names where name != "See" { #expect(help.contains("$ dateline \(name) --help"), "\(name)") }
    }

    /// The screen of a terminal that somebody works in; the usual case stands above the options.
    @Test func `each help fits one screen, with an example first`() async throws {
        let home = try TestHome()
        var found = 0
        for line in try fixture("help.txt").split(separator: "\n") where line.hasSuffix(" --help") {
            let words = line.split(separator: " ").dropFirst(2).map(String.init)
            let help = await home.run(words).output
            let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= 45, "\(line): \(lines.count) lines")
            #expect(lines.allSatisfy { columns(of: $0) <= 80 || $0.hasPrefix("USAGE:") }, "\(line)")
            found += 1
            // What takes nothing has no case but one.
            let options = lines.filter { $0.hasPrefix("  -") }
            let common = ["--config", "--json", "--version", "-h,"]
            guard
                help.contains("\nARGUMENTS:") || help.contains("SUBCOMMANDS:")
                    || options.contains(where: { option in !common.contains { option.hasPrefix("  " + $0) } })
            else { continue }
            let command = words.dropLast().joined(separator: " ")
            let first = lines.firstIndex {
                $0.hasPrefix("  dateline \(command)") || $0.contains("$(dateline \(command)")
            }
            let usage = lines.firstIndex { $0.hasPrefix("USAGE:") }
            #expect(first ?? .max < usage ?? 0, "\(line) begins with no example")
        }
        #expect(found > 25)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `a shell is told of each command and its options`(_ shell: String) async throws {
        let result = try await TestHome().run(["--generate-completion-script", shell])
        #expect(result.status == 0 && result.errors.isEmpty)
        for word in ["parse-page", "import", "remove-tag", "unified", "base-url", "revisions"] {
            #expect(result.output.contains(word), "\(word)")
        }
    }

    @Test func `standard input is read for -`() async throws {
        let home = try TestHome()
        let feed = try fixture("web/courier.test/news.xml")
        let parsed = await home.run(["parse", "--text", "-"], input: feed)
        #expect(parsed.status == 0 && parsed.output.hasPrefix("Hill Courier\n"))
        let list = #"<opml><body><outline xmlUrl="http://gazette.test/world.xml"/></body></opml>"#
        #expect(await home.run(["feed", "import", "-"], input: list).output.hasPrefix("1 feed taken into"))
    }
}
