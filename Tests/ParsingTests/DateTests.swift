import FeedModel
import Parsing
import Testing

@Suite struct DateTests {
    @Test(arguments: [
        // RFC 5322 and its abuses.
        ("Mon, 26 Jan 2004 16:31:00 +0100", "2004-01-26T15:31:00Z"),
        ("26 Jan 04 16:31 EST", "2004-01-26T21:31:00Z"),
        ("Tue, 26 Jan 2004 24:00:00 GMT", "2004-01-27T00:00:00Z"),  // wrong weekday, midnight at the end
        ("Mon,26 Jan 2004 16:31:00 GMT-07:00", "2004-01-26T23:31:00Z"),
        ("Thu, 01 Jan 94 00:00:60 Z", "1994-01-01T00:01:00Z"),
        ("Fri(day), 05 Nov(ember) 94 13:15:30 GMT", "1994-11-05T13:15:30Z"),
        ("Mon, 16th Nov 2020 13:16:28 Europe/Berlin", "2020-11-16T12:16:28Z"),
        ("Thu, 16 Jul 2020 13:16:28 Europe/Berlin", "2020-07-16T11:16:28Z"),
        ("Thu, 16 Jul 2020 13:16:28 America/New_York", "2020-07-16T17:16:28Z"),
        // Regions of IANA's database, with the clocks that they had at the time.
        ("Thu, 16 Feb 2012 13:16:28 Europe/Moscow", "2012-02-16T09:16:28Z"),
        ("Mon, 16 Feb 2015 13:16:28 Europe/Moscow", "2015-02-16T10:16:28Z"),
        ("Sat, 16 Jan 2016 13:16:28 america/sao_paulo", "2016-01-16T15:16:28Z"),
        ("Thu, 16 Jan 2020 13:16:28 Asia/Kathmandu", "2020-01-16T07:31:28Z"),
        ("2004-11-02 13:16:28 US/Eastern", "2004-11-02T18:16:28Z"),
        ("Thu, 16 Jul 2020 13:16:28 ET", "2020-07-16T17:16:28Z"),
        ("Thu, 16 Jul 2020 13:16:28 Nowhere/At_All", "2020-07-16T13:16:28Z"),  // as any zone that nobody knows
        // An hour that is shown twice is the first; one that is left out is counted on from the one before it.
        ("Sun, 25 Oct 2020 02:30:00 Europe/Berlin", "2020-10-25T00:30:00Z"),
        ("Sun, 25 Oct 2020 03:30:00 Europe/Berlin", "2020-10-25T02:30:00Z"),
        ("Sun, 29 Mar 2020 02:30:00 Europe/Berlin", "2020-03-29T01:30:00Z"),
        ("Sun, 29 Mar 2020 03:30:00 Europe/Berlin", "2020-03-29T01:30:00Z"),
        // ISO 8601 in all precisions.
        ("2004", "2004-01-01T00:00:00Z"), ("2004-05", "2004-05-01T00:00:00Z"), ("2004-05-28", "2004-05-28T00:00:00Z"),
        ("20040528", "2004-05-28T00:00:00Z"), ("2004-149", "2004-05-28T00:00:00Z"),
        ("2004-05-28T01:31", "2004-05-28T01:31:00Z"), ("2004-05-28T01:31:15.25+02:00", "2004-05-27T23:31:15.250Z"),
        ("2004-05-28 01:31:15 PDT", "2004-05-28T08:31:15Z"),
        // Other languages, other orders.
        ("Dienstag, 5. März 2019 10:00:00 +0100", "2019-03-05T09:00:00Z"),
        ("mar, 12 mai 2020 08:00:00 +0200", "2020-05-12T06:00:00Z"),
        ("lun., 3 févr. 2020 08:00:00 GMT", "2020-02-03T08:00:00Z"),
        ("2004년 05월 28일  01:31:15", "2004-05-27T16:31:15Z"),
        ("2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z"),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z"),
        ("December 8, 2017 - 3:07pm", "2017-12-08T15:07:00Z"), ("09/15/2014 12:20 am", "2014-09-15T00:20:00Z"),
        ("30.10.23", "2023-10-30T00:00:00Z"), ("1520932969", "2018-03-13T09:22:49Z"),
    ])
    func `a date is read`(_ text: String, _ expected: String) {
        #expect(parseDate(text)?.rfc3339 == expected)
    }

    @Test(arguments: [
        "", "yesterday", "13:45", "2004-13-01", "2004-02-30", "Sun, 99 Jun 2009 12:00:00 GMT",
        "Sun, 16 Dec zz 11:47:32 GMT",
        "Sun, 16 Dec 2012 1:2:3:4 GMT", "Sun, 16 Dec 2012 25:00:00 GMT", "013", "0000-00-00T00:00:00Z",
        "2004-05-28T01:31:15+99:00", String(repeating: "9", count: 90),
    ])
    func `what is no date gives none`(_ text: String) {
        #expect(parseDate(text) == nil)
    }

    @Test func `an unreadable date is absent and warned of`() throws {
        let feed = try parse("<rss version='2.0'><channel><item><pubDate>soon</pubDate></item></channel></rss>")
        #expect(feed.items.first?.datePublished == nil)
        #expect(feed.warnings.contains { $0.contains("\"soon\"") })
    }
}
