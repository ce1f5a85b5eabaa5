import FeedModel
import TextKit

/// Reads sfeedrc(5): the calls of `feed` in its function `feeds`. It is a script for the shell: nothing of it is run, and
/// what only running it would tell is said.
func readSfeedrc(_ text: String) -> SubscriptionList {
    var list = SubscriptionList()
    var function: String?
    for command in ShellCommands(text).commands {
        let words = command.words
        let name = words[0].text
        if name.hasSuffix("()"), words.count == 1, !words[0].isQuoted {
            function = String(name.dropLast(2))
            if let function, function != "feeds" {
                list.warn(
                    "the function \(shortened(function, to: 40)) is not taken: it is sfeed's own", line: command.line)
            }
        } else if name == "{" {
            continue
        } else if name == "}" {
            function = nil
        } else if function == "feeds" {
            list.take(command)
        } else if function == nil {
            list.warn(
                "\"\(shortened(name, to: 60))\" is not taken: it is sfeed's own, and nothing is run", line: command.line
            )
        }
    }
    return list
}

extension SubscriptionList {
    /// `feed name address [base [encoding]]`
    fileprivate mutating func take(_ command: ShellCommands.Command) {
        let words = command.words.dropFirst()
        guard command.words[0].text == "feed", !command.words[0].isOpen else {
            let text = command.words.map(\.text).joined(separator: " ")
            return warn("\"\(shortened(text, to: 60))\" is not run: write its feeds out", line: command.line)
        }
        guard words.count >= 2 else {
            return warn(
                "feed has a name and an address; here \(words.count == 1 ? "one" : "both") is missing",
                line: command.line)
        }
        if let open = words.prefix(2).first(where: \.isOpen) {
            let text = withoutAnyLogin(shortened(open.text, to: 80))
            return warn(
                "\"\(text)\" is what only the shell can tell, and it is not run: write it out", line: command.line)
        }
        var arguments = words.map(\.text)
        var entry = Entry(url: arguments[1], title: arguments[0].isEmpty ? nil : arguments[0])
        arguments.removeFirst(2)
        if let base = arguments.first, !base.isEmpty { entry.homePageURL = base }
        if arguments.count > 1, !arguments[1].isEmpty {
            warn(
                "the encoding \(shortened(arguments[1], to: 40)) is left out: Dateline sees it by the document",
                line: command.line)
        }
        add(entry, line: command.line)
    }
}
