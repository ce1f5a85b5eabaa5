import ArgumentParser

/// `dateline filter …`
struct FilterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "filter",
        abstract: "List the filters, and try one out before you add it.",
        discussion: """
              dateline filter list
              dateline filter test 'title:football'

            Filters are tables in dateline.toml, for what comes from then on:

              [[filter]]
              name = "no-sports"
              tags = ["world"]
              drop = 'title:football OR title:/^Live:/'

            What they drop is stored, in no log, and shown by 'dateline items --dropped'.
            """,
        subcommands: [FilterList.self, FilterTest.self])
}
