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

struct ShowStory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Who prints the story, and which version of it.")

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "As JSON.") var json = false
    @Argument(help: "The story's number.") var story: Int64

    func run() async throws {
        guard let overview = try options.readStore()?.story(story) else { throw StoryError.noStory(story) }
        guard !json else { return Terminal.write(.object(overview.json), pretty: true) }
        Terminal.write(Terminal.styled("story \(overview.id): \(overview.members.count) items", .bold))
        for member in overview.members {
            Terminal.write(
                [
                    Terminal.column("\(member.item)", 8), Terminal.styled(localTime(member.time), .faint),
                    Terminal.styled(Terminal.column(member.feed.title ?? member.feed.url, 24), .cyan),
                    Terminal.column(standing(member, overview), 22), Terminal.clean(member.title ?? "(untitled)"),
                ].joined(separator: "  "))
        }
        let late = overview.members.filter { $0.prints.map { $0 < overview.revision } ?? false }
        guard !late.isEmpty else { return }
        Terminal.write(
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

struct SplitStory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "Make a story of its own of some of a story's items.")

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "Their numbers.") var items: [Int64]

    func run() async throws {
        try await options.correct { .split(items, at: $0) }
    }
}

struct JoinStories: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "Make one story of several, under the oldest number.")

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "Their numbers.") var stories: [Int64]

    func run() async throws {
        try await options.correct { .join(stories, at: $0) }
    }
}

extension ConfigurationOptions {
    /// A person's correction, with the events that tell of it printed and brought into the log.
    fileprivate func correct(_ correction: (Date) -> StoryCorrection) async throws {
        Output.finishWork()
        let configuration = try load()
        let store = try configuration.openStore(announce: complain)
        let clock = try WallClock()
        let recorder = Recorder(
            store: store, log: ItemLog(configuration.log, store: store, clock: clock, announce: complain))
        await recorder.completeLog()
        let events = try await recorder.write(.stories(correction(clock.now)))
        for event in events {
            Terminal.write("\(EventLine(event: event))  now of story \(event.facts["story"]?.int ?? 0)")
        }
        if let failure = await recorder.logFailure {
            complain(failure)
            throw ExitCode.failure
        }
    }
}
