import Testing

@testable import Streaming

@Suite struct ServerAddressTests {
    @Test(arguments: ["nats://127.0.0.1:4222", "nats://localhost", "tls://nats.example:4443/", "nats://[::1]:4222"])
    func `an address of a server`(_ text: String) { #expect(ServerAddress(text)?.url == text) }

    @Test(arguments: [
        "", "127.0.0.1", "http://a", "nats://", "nats://:4222", "nats://a:0", "nats://a:x", "nats://a:99999",
        "nats://user:word@a", "nats://a/b", "nats://a b", "nats://[x]:1",
    ])
    func `what is none`(_ text: String) { #expect(ServerAddress(text) == nil) }

    @Test func `names of streams`() {
        #expect(JetStreamSettings.isStreamName("dateline-log_2"))
        for name in ["", "a.b", "a b", "a*", "a>", "a/b", "a\\b"] { #expect(!JetStreamSettings.isStreamName(name)) }
    }
}
