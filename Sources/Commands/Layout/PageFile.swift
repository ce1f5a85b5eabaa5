import ArgumentParser
import Daemon
import Foundation

/// For commands that can show the same as a page.
struct PageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("As a web page, in a file or -.", valueName: "file"),
        completion: .file())
    var html: String?

    func write(_ page: [UInt8], on console: Console) throws {
        guard let html, html != "-" else { return console.print(String(decoding: page, as: UTF8.self)) }
        do { try replaceFile(html, with: page) } catch { throw PageFailure(file: html, reason: "\(error)") }
    }
}

struct PageFailure: Error, CustomStringConvertible {
    let file: String
    let reason: String
    var description: String { "cannot write \(file): \(reason)" }
}
