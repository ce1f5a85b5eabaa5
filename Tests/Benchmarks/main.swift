let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "stories": try StoriesBenchmark.run(Array(arguments.dropFirst()))
case "parse": try ParseBenchmark.run(Array(arguments.dropFirst()))
default: print("usage: benchmarks parse FOLDER | stories ITEMS.jsonl [--seed N] [--evidence FILE]")
}
