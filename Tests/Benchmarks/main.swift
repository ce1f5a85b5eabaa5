let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "stories": try StoriesBenchmark.run(Array(arguments.dropFirst()))
case "pages": try PagesBenchmark.run(Array(arguments.dropFirst()))
case "parse": try ParseBenchmark.run(Array(arguments.dropFirst()))
default: print("usage: benchmarks parse FOLDER | pages FOLDER | stories ITEMS.jsonl [--seed N] [--evidence FILE]")
}
