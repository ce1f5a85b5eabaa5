import Daemon
import FeedModel
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Storing
import Synchronization

/// A server of short texts over HTTP/1.1, on a thread of its own that waits for nobody. A connection carries one request,
/// and is closed after a time, whatever the other side does or leaves.
final class MonitoringServer: Sendable {
    struct Request: Sendable {
        /// Without what follows a question mark.
        let path: String
        /// The fields `Accept`, in one.
        let accept: String
    }

    struct Answer: Sendable {
        var status = 200
        var contentType = "text/plain; charset=utf-8"
        var body: String
    }

    /// Calls back once, at once or later.
    typealias Handler = @Sendable (Request, @escaping @Sendable (Answer) -> Void) -> Void

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let address: ListenAddress
    private let channel: any Channel

    /// - Parameter patience: for a connection, from its beginning to its end.
    /// - Throws: `MonitoringError`.
    init(_ address: ListenAddress, patience: Duration = .seconds(10), handler: @escaping Handler) throws {
        self.address = address
        let connections = Connections()
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 32)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                connections.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
                    try pipeline.addHandler(Exchange(patience: patience, handler: handler))
                }
            }
        do {
            channel = try Self.bind(bootstrap, to: address)
        } catch {
            group.shutdownGracefully { _ in }
            throw MonitoringError(description: "\(address): cannot listen: \(Self.words(of: error))")
        }
    }

    func stop() {
        if case .unix(let path) = address { unsafe unlink(path) }
        group.shutdownGracefully { _ in }
    }

    private static func bind(_ bootstrap: ServerBootstrap, to address: ListenAddress) throws -> any Channel {
        switch address {
        case .tcp(let host, let port): return try bootstrap.bind(host: host, port: port).wait()
        case .unix(let path):
            try makeFolders(parentFolder(path))
            if (try? ControlClient(path: path)) ?? nil != nil {
                throw MonitoringError(description: "another process answers there")
            }
            let channel = try bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).wait()
            // Its group may ask, whatever the process's mask is.
            guard unsafe chmod(path, 0o660) == 0 else { throw IOError(errnoCode: errno, reason: "chmod") }
            return channel
        }
    }

    private static func words(of error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return unsafe String(cString: strerror(error.errnoCode))
    }
}

/// Why nobody can be served.
package struct MonitoringError: Error, CustomStringConvertible {
    package let description: String
}

/// The connections that are open, the oldest first.
private final class Connections: Sendable {
    private let open = Mutex<[any Channel]>([])

    /// Who watches is a few programs, and each asks one thing at a time.
    private static let most = 32

    /// Takes one in, and closes the oldest where there are too many: who has been silent for longest is not waited for.
    func add(_ channel: any Channel) {
        let oldest: (any Channel)? = open.withLock { open in
            open.append(channel)
            return open.count > Self.most ? open.removeFirst() : nil
        }
        oldest?.close(promise: nil)
        channel.closeFuture.whenComplete { [weak self] _ in self?.open.withLock { $0.removeAll { $0 === channel } } }
    }
}

/// One request and its answer.
private final class Exchange: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let patience: Duration
    private let handler: MonitoringServer.Handler
    private var isAsked = false
    private var isAnswered = false
    private var deadline: Scheduled<Void>?

    init(patience: Duration, handler: @escaping MonitoringServer.Handler) {
        (self.patience, self.handler) = (patience, handler)
    }

    func channelActive(context: ChannelHandlerContext) {
        let time = TimeAmount.milliseconds(Int64(patience / .milliseconds(1)))
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { self.end(context) }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What follows the head is nothing to us, nor is a second request.
        guard case .head(let head) = unwrapInboundIn(data), !isAsked else { return }
        isAsked = true
        guard head.method == .GET || head.method == .HEAD else {
            return write(.init(status: 405, body: "only GET and HEAD are answered\n"), context: context)
        }
        let request = MonitoringServer.Request(
            path: String(head.uri.prefix { $0 != "?" }), accept: head.headers["Accept"].joined(separator: ","))
        let promise = context.eventLoop.makePromise(of: MonitoringServer.Answer.self)
        let isHead = head.method == .HEAD
        promise.futureResult.assumeIsolated().whenSuccess { self.write($0, withBody: !isHead, context: context) }
        handler(request) { promise.succeed($0) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// The time is over: who has asked is told why there is no answer.
    private func end(_ context: ChannelHandlerContext) {
        guard isAsked, !isAnswered else { return context.close(promise: nil) }
        write(.init(status: 503, body: "the store has not answered in time\n"), context: context)
        // Who does not read it either is not waited for.
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { self.end(context) }
    }

    private func write(_ answer: MonitoringServer.Answer, withBody: Bool = true, context: ChannelHandlerContext) {
        guard !isAnswered, context.channel.isActive else { return }
        isAnswered = true
        let body = context.channel.allocator.buffer(string: answer.body)
        var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status))
        head.headers = [
            "Content-Type": answer.contentType, "Content-Length": "\(body.readableBytes)", "Cache-Control": "no-store",
            "Connection": "close",
        ]
        if answer.status == 405 { head.headers.add(name: "Allow", value: "GET, HEAD") }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if withBody { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
