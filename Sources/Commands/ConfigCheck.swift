import ArgumentParser
import Daemon
import FeedModel
import Foundation

/// `dateline config …`
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check the configuration, and say where things are.",
        discussion: "  dateline config check\n  dateline config path",
        subcommands: [ConfigCheck.self, ConfigPath.self])
}

/// `dateline config check`
struct ConfigCheck: Command {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read the configuration and say what is wrong, with file and line.",
        discussion: "Exit status: 0 when all of it is right; 78 when something is wrong.")

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "For programs: an object a problem, one a line.") var json = false

    func run(on console: Console) async throws {
        let problems: [ConfigurationProblem]
        var summary: String?
        do {
            let configuration = try Configuration.load(
                environment: console.environment, configFile: options.configFile, scope: options.scope)
            problems = configuration.problems + configuration.publicationProblems
            summary = """
                configuration  \(onOneLine(configuration.paths.configurationFile))
                store          \(onOneLine(configuration.store.place))
                log            \(onOneLine(configuration.log.path))
                subscriptions  \(configuration.subscriptions.count)
                """
        } catch {
            problems = error.problems
        }
        for problem in problems {
            json ? console.write(problem.json) : console.write("\(problem)")
        }
        if !json, let summary { console.write(summary) }
        if problems.contains(where: { $0.severity == .error }) { throw ExitCode(78) }
    }
}

extension ConfigurationProblem {
    fileprivate var json: JSONObject {
        var object = JSONObject()
        object.set("severity", severity.rawValue)
        object.set("file", file)
        object.set("line", line)
        object.set("key", key)
        object.set("message", message)
        return object
    }
}
