import ArgumentParser
import Daemon

/// `dateline config path [store|log|…]`
struct ConfigPath: Command {
    static let configuration = CommandConfiguration(
        commandName: "path",
        abstract: "Say where things are: for scripts and recipes.",
        discussion: """
              sqlite3 -readonly "$(dateline config path store)" 'SELECT count(*) FROM item'
              dateline config path        all of them, a line each
            """)

    enum Place: String, ExpressibleByArgument, CaseIterable {
        case configuration, feeds, store, log, control

        func path(_ configuration: Configuration) -> String {
            switch self {
            case .configuration: configuration.paths.configurationFile
            case .feeds: configuration.paths.feedsFolder
            case .store: configuration.store.place
            case .log: configuration.log.path
            case .control: configuration.service.control
            }
        }
    }

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "Print only this path.") var place: Place?

    func run(on console: Console) async throws {
        let configuration = try options.load(console, sayingProblems: false, readsFeeds: false)
        if let place { return console.write(place.path(configuration)) }
        for place in Place.allCases { console.write("\(column(place.rawValue, 14)) \(place.path(configuration))") }
    }
}
