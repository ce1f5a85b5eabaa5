import Commands

/// Where the process begins, and ends.
@main enum Main {
    static func main() async {
        let console = Console.ofProcess()
        console.end(await runCommand(Array(CommandLine.arguments.dropFirst()), on: console))
    }
}
