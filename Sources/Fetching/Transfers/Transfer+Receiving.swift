import CCurl
import Glibc

/// What libcurl calls, on the fetcher's thread.
extension Transfer {
    /// Each context is `self`, borrowed: libcurl holds a reference while the transfer is in a multi handle.
    func installCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        ccurl_set_receiver(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Transfer.at(context).receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        ccurl_set_receiver(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Transfer.at(context).receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        ccurl_set_pointer(easy, CURLOPT_XFERINFODATA, context)
        ccurl_set_meter(easy) { context, _, downloaded, _, _ in Transfer.at(context).weigh(Int(downloaded)) }
        ccurl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context)
        ccurl_set_socket_opener(easy) { context, _, address in Transfer.at(context).openSocket(address!) }
        guard hop?.proxy != nil else { return }
        ccurl_set_pointer(easy, CURLOPT_SSL_CTX_DATA, context)
        ccurl_set_handshake_watcher(easy) { _, _, context in
            Transfer.at(context).handshakes += 1
            return CURLE_OK
        }
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
    }

    /// libcurl keeps the fields; that a head is whole is to be seen by the empty line behind it.
    private func receiveHeader(_ line: UnsafeRawBufferPointer) -> Int {
        headSize += line.count
        let isEnd = line.allSatisfy { $0 == 0x0D || $0 == 0x0A }
        if hop?.isTunnelled == true, !hasSentRequest {
            if isEnd { proxyHead = ResponseHead(of: easy, toConnect: true) }
        } else if line.starts(with: "HTTP/".utf8) {
            head = ResponseHead()  // one answer follows the other: 1xx, or one that asks for a password
            hasAnswer = true
        } else if isEnd, !head.isComplete {
            head = ResponseHead(of: easy)
        }
        return headSize <= settings.headerLimit ? line.count : abort(.headersTooLarge(limit: settings.headerLimit))
    }

    /// The way to the server is open, and it has been asked.
    var hasSentRequest: Bool { ccurl_offset(easy, CURLINFO_PRETRANSFER_TIME_T) > 0 }

    /// `chunk` is libcurl's and gone after the call. Any count but its own aborts.
    private func receive(_ chunk: UnsafeRawBufferPointer) -> Int {
        guard wantsBody else { return skip(chunk) }
        do throws(FetchError) {
            if body.isEmpty, decoder == nil {
                if head.codings.isEmpty, BodyDecoder.isPlain(chunk) {
                    body.reserveCapacity(min(head.contentLength ?? 0, settings.bodyLimit))
                } else {
                    decoder = try BodyDecoder(head.codings, limit: settings.bodyLimit)
                }
            }
            if let decoder {
                try decoder.take(chunk, keep)
            } else {
                try keep(chunk)
            }
            return chunk.count
        } catch { return abort(error) }
    }

    func decodeTheRest() throws(FetchError) { try decoder?.finish(keep) }

    /// Copies `bytes`.
    private func keep(_ bytes: UnsafeRawBufferPointer) throws(FetchError) {
        guard body.count + bytes.count <= settings.bodyLimit else { throw .tooLarge(limit: settings.bodyLimit) }
        body.append(contentsOf: bytes)
        budget.take(bytes.count)
    }

    /// What an error or redirect has to say is read to its end, so that the connection can be used again; not for
    /// long, though.
    private func skip(_ chunk: UnsafeRawBufferPointer) -> Int {
        skipped += chunk.count
        return skipped <= 64 << 10 ? chunk.count : 0
    }

    /// Counts what is on the wire. Compression can hide any amount of it from `receive`.
    private func weigh(_ downloaded: Int) -> Int32 {
        guard downloaded > settings.transferLimit else { return 0 }
        failure = .tooLargeOnWire(limit: settings.transferLimit)
        return 1
    }

    private func abort(_ error: FetchError) -> Int {
        failure = error
        dropBody()  // at once: others may be read before this one is taken off
        return 0
    }

    /// The place where an address is judged: whatever was written, looked up or answered before, this one is it.
    /// A proxy was chosen by the operator, so its address needs no judgement.
    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        if hop?.proxy == nil {
            guard let target = withUnsafePointer(to: &address.pointee.addr, { IPAddress($0) }) else {
                return curl_socket_t(CURL_SOCKET_BAD)
            }
            if let network = policy.refusal(of: target) {
                forbidden = (target.description, network)
                return curl_socket_t(CURL_SOCKET_BAD)
            }
        }
        let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return socket(address.pointee.family, kind, address.pointee.protocol)
    }
}
