import CCurl
import FeedModel

/// Asks servers.
package actor Fetcher {
    package init(_ settings: FetchSettings) {}

    package func fetch(_ request: Request) async throws(FetchError) -> Response {
        throw .unreachable(host: request.url, reason: "not built yet")
    }
}
