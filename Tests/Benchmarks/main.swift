let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "parse": try ParseBenchmark.run(Array(arguments.dropFirst()))
case "pages": try PagesBenchmark.run(Array(arguments.dropFirst()))
case "stories": try StoriesBenchmark.run(Array(arguments.dropFirst()))
case "stories-cost": try await StoriesCost.run(Array(arguments.dropFirst()))
case "fetch": try await FetchBenchmark.run(Array(arguments.dropFirst()))
case "schedule": try ScheduleBenchmark.run(Array(arguments.dropFirst()))
case "postgres-record": try await PostgresRecord.run(Array(arguments.dropFirst()))
case "postgres-claim": try PostgresClaim.run(Array(arguments.dropFirst()))
case "postgres-events": try await PostgresEvents.run(Array(arguments.dropFirst()))
case "look": try LookBenchmark.run(Array(arguments.dropFirst()))
case "year": try await RevisionsYear.run(Array(arguments.dropFirst()))
default:
    print(
        """
        usage: benchmarks parse FOLDER
               benchmarks pages FOLDER
               benchmarks fetch URLS [--conditional]
               benchmarks schedule FOLDER
               benchmarks stories ITEMS.jsonl [--seed N] [--evidence FILE]
               benchmarks stories-cost ITEMS.jsonl STORE HELD…
               benchmarks postgres-record ITEMS.jsonl FOLDER DATABASE [--items N] [--delay MICROSECONDS]
               benchmarks postgres-claim URL [--busy HOST]
               benchmarks postgres-events URL [--seconds N]
               benchmarks year [--edits N]
               benchmarks look [--items N] [--strict]
        """)
}
