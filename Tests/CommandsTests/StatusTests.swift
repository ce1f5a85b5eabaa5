import Foundation
import Testing

/// What one screen, and one line, say of many feeds.
@Suite struct StatusTests {
    /// So many feeds that nobody answers for, with long addresses.
    private func home(_ count: Int) async throws -> TestHome {
        let home = try TestHome()
        let long = String(repeating: "long", count: 30)
        let feeds = (0..<count).map { "[[feed]]\nurl = \"http://gazette.test/\(long)\($0).xml\"\n" }
        try home.write(feeds.joined(), to: "feeds.d/many.toml")
        _ = await home.run(["fetch"])
        return home
    }

    @Test(arguments: [[], ["--failing"]])
    func `many feeds are a screenful on a terminal, and all of them elsewhere`(_ options: [String]) async throws {
        let home = try await home(60)
        let screen = await home.run(["status"] + options, isTerminal: true)
        let lines = screen.output.replacing(/\\e\[[0-9]+m/, with: "").split(separator: "\n")
        // A long line takes two; the prompt takes one more.
        #expect(lines.map { ($0.count + 79) / 80 }.reduce(0, +) == 23)
        #expect(lines.first?.hasPrefix("60 feeds: 0 well, 60 failing (60 answer with an error)") == true)
        #expect(lines.last == "… and 41 more")
        let all = await home.run(["status"] + options)
        #expect(all.output.split(separator: "\n").count == 62)
    }

    @Test func `few feeds are said whole`() async throws {
        let screen = await (try home(5)).run(["status"], isTerminal: true)
        #expect(screen.output.split(separator: "\n").count == 7)
        #expect(!screen.output.contains("more"))
    }

    @Test func `monitoring reads no subscriptions`() async throws {
        let home = try await home(3)
        try home.write("[[feed]\n", to: "feeds.d/many.toml")
        let check = await home.run(["status", "--check"])
        #expect(check.status == 1 && check.errors.isEmpty)
        #expect(
            check.output
                == "WARNING more feeds fail than not; 3 feeds: 0 well, 3 failing (3 answer with an error), 0 late\n")
        // A wrong configuration is no store that is well.
        try home.write("[fetch\n", to: "dateline.toml")
        let wrong = await home.run(["status", "--check"])
        #expect(wrong.status == 2 && wrong.errors.contains("dateline.toml:1"))
        #expect(wrong.output == "CRITICAL the configuration is wrong: 'dateline config check' says where\n")
        #expect(await home.run(["status"]).status == 78)
    }

    @Test func `a store that cannot be read is critical for monitoring, in a line`() async throws {
        let home = try await home(1)
        try home.write(String(repeating: "no store\n", count: 1000), to: "dateline.db")
        let damaged = await home.run(["status", "--check"])
        #expect(damaged.status == 2 && damaged.output.hasPrefix("CRITICAL the store $HOME/dateline.db is damaged"))
        #expect(damaged.output.split(separator: "\n").count == 1)
        #expect(await home.run(["status"]).status == 1)
    }

    @Test func `monitoring tells a lost store from one that never was`() async throws {
        let home = try await home(1)
        for ending in ["", "-wal", "-shm", "-keys"] {
            try? FileManager.default.removeItem(atPath: home.path + "/dateline.db" + ending)
        }
        let lost = await home.run(["status", "--check"])
        #expect(lost.status == 2)
        #expect(lost.output.hasPrefix("CRITICAL the store $HOME/dateline.db is missing, and its log is there:"))
        #expect(lost.output.split(separator: "\n").count == 1)
        let fresh = await (try TestHome()).run(["status", "--check"])
        #expect(fresh.status == 2 && fresh.output == "CRITICAL there is no store: the service has never run\n")
    }

    @Test func `followers are a line each, those first that do not get on, and not many`() async throws {
        let home = try await home(1)
        for number in 1...8 {
            let trouble = number == 7 ? ",\"trouble\":\"waits\",\"since\":\"2026-03-02T07:50:00Z\"" : ""
            try FileManager.default.createDirectory(atPath: home.path + "/followers", withIntermediateDirectories: true)
            try home.write(
                "{\"seq\":\(number == 3 ? 0 : 2),\"at\":\"2026-03-02T07:00:00Z\"\(trouble)}",
                to: "followers/f\(number).json")
        }
        let lines = await home.run(["status"]).output.split(separator: "\n").filter { $0.contains("follower") }
        #expect(
            lines == [
                "follower f3: 2 events behind, for 0 s; not running",
                "follower f7: has all; waits (for 10 min); not running",
                "follower f1: has all; not running", "follower f2: has all; not running",
                "follower f4: has all; not running", "… and 3 more followers",
            ])
        let json = await home.run(["status", "--json"]).output
        #expect(
            json.contains(
                #""followers":[{"name":"f1","seq":2,"at":"2026-03-02T07:00:00.000Z","behind":0,"running":false}"#))
    }

    @Test func `a lost cursor is told with its remedy, and one that has not begun is no follower`() async throws {
        let home = try await home(1)
        try FileManager.default.createDirectory(atPath: home.path + "/followers", withIntermediateDirectories: true)
        try home.write("4711\n", to: "followers/fresh.lock")
        #expect(await home.run(["status"]).output.contains("follower") == false)
        #expect(await home.run(["status", "--check"]).output.contains("follower") == false)
        try home.write("4711\nbegun\n", to: "followers/desk.lock")
        let line = "followers/desk.json is lost: put it back, or name by --from SEQ what was handled last"
        let status = await home.run(["status"]).output
        #expect(status.contains("follower desk: its cursor ") && status.contains(line + "\n"))
        let json = await home.run(["status", "--json"]).output
        #expect(json.contains(#"{"name":"desk","running":false,"trouble":"its cursor "#))
        let check = await home.run(["status", "--check"])
        #expect(check.status == 1 && check.output.contains(line))
    }

    @Test func `on a narrow terminal a long address leaves room for why it fails`() async throws {
        let home = try await home(1)
        func row(_ width: Int, _ more: [String: String] = ["LANG": "C.UTF-8"]) async -> String {
            let status = await home.run(["status"], isTerminal: true, width: width, more: more)
            return String(status.output.replacing(/\\e\[[0-9]+m/, with: "").split(separator: "\n").last ?? "")
        }
        let narrow = await row(80)
        #expect(narrow.hasSuffix("…: not found (404)") && narrow.contains("http://gazette.t"), "\(narrow)")
        // A failure that is longer than the room leaves the name its least.
        #expect(await row(60).contains("http://gazette.…: not"))
        #expect(await home.run(["status"]).output.contains("long0.xml: not found (404)\n"))
    }
}
