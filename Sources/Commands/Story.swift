import ArgumentParser
import Daemon
import FeedModel
import Foundation
import Publishing
import Storing

/// `dateline story STORY` · `story split ITEM…` · `story join STORY STORY…`
struct Story: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare a story's copies; split or join by hand.",
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
        commandName: "show", abstract: "Who prints the story, and which version of it.",
        discussion: "  dateline story show 12")

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "As JSON.") var json = false
    @OptionGroup var page: PageOptions
    @Argument(help: "The story's number.") var story: Int64

    func run(on console: Console) async throws {
        let store = try options.readStore(console)
        guard let store, let overview = try store.story(story) else { throw StoryError.noStory(story) }
        let items = overview.members.filter { !$0.isPruned }.map(\.item)
        if page.html != nil, let outline = try store.outlines(PublicationQuery(), of: items).first,
            let story = try PublishedStory.read([outline], from: store).first
        {
            return try page.write(StoryPage(story, in: store).bytes(), on: console)
        }
        guard !json else { return console.write(overview.json, pretty: true) }
        let count = overview.members.count
        console.write(
            console.styled(
                "story \(overview.id): \(count) \(count == 1 ? "item" : "items"); times are \(console.offset)", .bold))
        let number = max(4, overview.members.map { "\($0.item)".count }.max() ?? 0)
        let feed = min(20, overview.members.map { columns(of: onOneLine($0.feed.name)) }.max() ?? 0)
        let state = overview.members.map { standing($0, overview).count }.max() ?? 0
        for member in overview.members {
            let title = onOneLine(member.title ?? (member.isPruned ? "(pruned)" : "(untitled)"))
            let room = console.terminalWidth.map { $0 - number - feed - state - 24 }
            console.write(
                [
                    numberColumn("\(member.item)", number), console.styled(console.localTime(member.time), .faint),
                    console.styled(column(member.feed.name, feed), .cyan), column(standing(member, overview), state),
                    room.map { cut(title, to: max(1, $0)) } ?? title,
                ].joined(separator: "  "))
        }
        let late = overview.late
        if !late.isEmpty {
            console.write(
                "\(late.count) of \(count - 1) copies \(late.count == 1 ? "prints" : "print") an earlier text than revision \(overview.revision) of the original"
            )
        }
        if count > 1 { try showBeginnings(of: overview, in: store, on: console) }
    }

    /// How each begins, beside each other on a wide terminal.
    private func showBeginnings(of story: StoryOverview, in store: any Store, on console: Console) throws {
        guard let whole = console.terminalWidth else { return }
        let shown = Array(story.members.filter { !$0.isPruned }.prefix(min(4, whole / 45)))
        guard shown.count > 1, let width = console.columnWidth(shown.count) else { return }
        let cells = try shown.map { member in
            let text = try store.findItem(number: member.item)?.item.flatMap {
                $0["content_text"]?.string ?? $0["summary"]?.string
            }
            let head = [[StyledText(cut(onOneLine(member.feed.name), to: width), .cyan)]]
            let title = wrapped([StyledText(onOneLine(member.title ?? "(untitled)"), .bold)], to: width)
            let lines = wrapped([StyledText(onOneLine(String((text ?? "").prefix(1200))))], to: width)
            return head + title + lines.prefix(8) + (lines.count > 8 ? [[StyledText("…")]] : [])
        }
        console.write("")
        console.sideBySide(cells, width: width).forEach(console.write(_:))
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
        commandName: "split", abstract: "Make a story of its own of some of a story's items.",
        discussion: "  dateline story split 345 346")

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "Their numbers.") var items: [Int64]

    func run(on console: Console) async throws {
        try await options.correct(on: console) { .split(items, at: $0) }
    }
}

struct JoinStories: Command {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "Make one story of several, under the oldest number.",
        discussion: "  dateline story join 12 15")

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
                "\(EventLine(event: event).text(on: console, EventColumns(events)))  now of story \(event.story ?? 0)")
        }
        if let failure = await recorder.logFailure {
            console.complain(failure)
            throw ExitCode.failure
        }
    }
}
