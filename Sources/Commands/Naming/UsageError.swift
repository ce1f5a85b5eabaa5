import ArgumentParser

/// What was typed means nothing: a name that nothing has, or more than one thing. Exit status 64.
struct UsageError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
