let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "stories": try StoriesBenchmark.run(Array(arguments.dropFirst()))
default: print("usage: benchmarks stories ITEMS.jsonl [--seed N] [--evidence FILE]")
}
