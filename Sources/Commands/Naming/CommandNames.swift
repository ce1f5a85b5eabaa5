import ArgumentParser
import Daemon

/// Which word of a command line is no command where one must stand, with what may have been meant; nil where all are.
/// - Parameter arguments: without the program's name.
func mistypedCommand(_ arguments: [String], of root: any ParsableCommand.Type) -> String? {
    var (type, path) = (root, root._commandName)
    for word in arguments {
        let below = type.configuration.subcommands
        guard !below.isEmpty, !word.hasPrefix("-"), !word.isEmpty else { return nil }
        if word == "help", type == root { continue }
        if let next = below.first(where: { $0._commandName == word || $0.configuration.aliases.contains(word) }) {
            type = next
            path += " " + word
            continue
        }
        let names = below.map { $0._commandName }
        // It may be what the command that needs no name takes.
        if type.configuration.defaultSubcommand != nil {
            guard Int64(word) == nil, let meant = nearest(to: word, among: names) else { return nil }
            return "there is no command '\(path) \(word)'; did you mean '\(path) \(meant)'?"
        }
        let hint = nearest(to: word, among: names).map { "did you mean '\(path) \($0)'?" }
        return "there is no command '\(path) \(word)'; \(hint ?? "'\(path) --help' lists those that there are")"
    }
    return nil
}

/// Whose configuration it is may stand before the command, as with git and systemctl: such options are moved behind it, where
/// they are read.
func movingOptions(_ arguments: [String], behindCommandOf root: any ParsableCommand.Type) -> [String] {
    var options: [String] = []
    var rest = arguments[...]
    while let option = rest.first {
        if option == "--config", rest.count > 1 {
            options += rest.prefix(2)
            rest = rest.dropFirst(2)
        } else if option.hasPrefix("--config=") || option == "--user" || option == "--system" {
            options.append(option)
            rest = rest.dropFirst()
        } else {
            break
        }
    }
    guard !options.isEmpty else { return arguments }
    var (type, path) = (root, [String]())
    while let word = rest.first,
        let next = type.configuration.subcommands.first(where: {
            $0._commandName == word || $0.configuration.aliases.contains(word)
        })
    {
        (type, rest) = (next, rest.dropFirst())
        path.append(word)
    }
    return path.isEmpty ? arguments : path + options + rest
}
