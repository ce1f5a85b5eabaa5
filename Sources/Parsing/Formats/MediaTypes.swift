import TextKit
import FeedModel

/// The media type of an attachment: as given where it is one, else by the name of the file.
/// - Parameter given: as found, which may be "mp3", "audio" or nothing.
func mediaType(_ given: String?, of url: String) -> String {
    let given = (given ?? "").lowercased().trimming(" \t\r\n'\"")
    if isMediaType(given) { return given }
    let path = url.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    let file = path.split(separator: UInt8(ascii: "/")).last
    let dot = UInt8(ascii: ".")
    let ending = file.flatMap { $0.contains(dot) ? $0.split(separator: dot).last : nil } ?? "".utf8[...]
    return byEnding[String(Substring(ending)).lowercased()] ?? byEnding[given] ?? "application/octet-stream"
}

/// RFC 6838, 4.2: a type and a subtype; parameters may follow.
private func isMediaType(_ text: String) -> Bool {
    let parts = text.utf8.prefix { $0 != UInt8(ascii: ";") }
        .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return parts.count == 2
        && parts.allSatisfy { part in
            let name = part.trimming(where: \.isSpace)
            return !name.isEmpty
                && name.allSatisfy { $0.isLetter || $0.isDigit || "!#$&-^_.+".utf8.contains($0) }
        }
}

/// IANA's names, by the usual endings.
private let byEnding: [String: String] = [
    "mp3": "audio/mpeg", "mpga": "audio/mpeg", "m4a": "audio/mp4", "m4b": "audio/mp4", "aac": "audio/aac",
    "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg", "spx": "audio/ogg", "flac": "audio/flac",
    "wav": "audio/wav", "wma": "audio/x-ms-wma", "aif": "audio/aiff", "aiff": "audio/aiff", "mid": "audio/midi",
    "mka": "audio/x-matroska", "weba": "audio/webm", "amr": "audio/amr",
    "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "qt": "video/quicktime", "webm": "video/webm",
    "mkv": "video/x-matroska", "avi": "video/x-msvideo", "mpg": "video/mpeg", "mpeg": "video/mpeg",
    "ogv": "video/ogg", "wmv": "video/x-ms-wmv", "flv": "video/x-flv", "3gp": "video/3gpp", "ts": "video/mp2t",
    "m3u8": "application/vnd.apple.mpegurl", "swf": "application/x-shockwave-flash",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "webp": "image/webp", "avif": "image/avif", "svg": "image/svg+xml", "bmp": "image/bmp", "tif": "image/tiff",
    "tiff": "image/tiff", "ico": "image/vnd.microsoft.icon", "heic": "image/heic",
    "pdf": "application/pdf", "epub": "application/epub+zip", "zip": "application/zip", "gz": "application/gzip",
    "tgz": "application/gzip", "7z": "application/x-7z-compressed", "rar": "application/vnd.rar",
    "tar": "application/x-tar", "torrent": "application/x-bittorrent", "exe": "application/x-msdownload",
    "doc": "application/msword", "rtf": "application/rtf", "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "html": "text/html", "htm": "text/html", "txt": "text/plain",
    "csv": "text/csv", "md": "text/markdown", "vtt": "text/vtt", "srt": "application/x-subrip", "xml": "text/xml",
    "json": "application/json", "ics": "text/calendar",
]
