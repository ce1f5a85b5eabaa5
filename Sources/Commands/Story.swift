import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Storing

/// `dateline story STORY` · `story split ITEM…` · `story join STORY STORY…`
struct Story: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a story's copies side by side, or correct which items are of it.",
        discussion: """
            What a person has split or joined stays so, whatever arrives later.

              dateline story 12
              dateline story split 345 346
              dateline story join 12 15
            """,
        subcommands: [ShowStory.self, SplitStory.self, JoinStories.self], defaultSubcommand: ShowStory.self)
}

struct ShowStory: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Who prints the story, and which version of it.")

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "As JSON.") var json = false
    @Argument(help: "The story's number.") var story: Int64

    func run(on console: Console) async throws {
        guard let overview = try options.readStore(console)?.story(story) else { throw StoryError.noStory(story) }
        guard !json else { return console.write(overview.json, pretty: true) }
        console.write(console.styled("story \(overview.id): \(overview.members.count) items", .bold))
        for member in overview.members {
            console.write(
                [
                    column("\(member.item)", 8), console.styled(console.localTime(member.time), .faint),
                    console.styled(column(member.feed.title ?? member.feed.url, 24), .cyan),
                    column(standing(member, overview), 22),
                    onOneLine(member.title ?? (member.isPruned ? "(pruned)" : "(untitled)")),
                ].joined(separator: "  "))
        }
        let late = overview.members.filter { $0.prints.map { $0 < overview.revision } ?? false }
        guard !late.isEmpty else { return }
        console.write(
            "\(late.count) of \(overview.members.count - 1) copies print an earlier text than revision \(overview.revision) of the original"
        )
    }

    private func standing(_ member: StoryOverview.Member, _ overview: StoryOverview) -> String {
        if member.item == overview.original {
            return "original" + (overview.revision > 1 ? ", revision \(overview.revision)" : "")
        }
        let share = member.similarity.map { "\(Int(($0 * 100).rounded())) %" } ?? "copy"
        return share + (member.prints.map { ", revision \($0)" } ?? "")
    }
}

struct SplitStory: Command {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "Make a story of its own of some of a story's items.")

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "Their numbers.") var items: [Int64]

    func run(on console: Console) async throws {
        try await options.correct(on: console) { .split(items, at: $0) }
    }
}

struct JoinStories: Command {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "Make one story of several, under the oldest number.")

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "Their numbers.") var stories: [Int64]

    func run(on console: Console) async throws {
        try await options.correct(on: console) { .join(stories, at: $0) }
    }
}

extension ConfigurationOptions {
    /// A person's correction, with the events that tell of it printed and brought into the log.
    fileprivate func correct(on console: Console, _ correction: (Date) -> StoryCorrection) async throws {
        console.finishWork()
        let configuration = try load(console)
        let store = try configuration.openStore(announce: console.complain)
        let clock = try console.clock()
        let recorder = Recorder(
            store: store, log: ItemLog(configuration.log, store: store, clock: clock, announce: console.complain))
        await recorder.completeLog()
        let events = try await recorder.write(.stories(correction(clock.now)))
        for event in events {
            console.write(
                "\(EventLine(event: event).text(on: console))  now of story \(event.story ?? 0)")
        }
        if let failure = await recorder.logFailure {
            console.complain(failure)
            throw ExitCode.failure
        }
    }
}
