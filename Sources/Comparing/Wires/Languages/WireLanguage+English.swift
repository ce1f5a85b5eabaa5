extension WireLanguage {
    static let english = WireLanguage(
        sources: [
            "source:", "sources:", "with inputs from", "with input from", "with reporting by", "with reporting from",
            "with agency inputs", "with files from", "with additional reporting by", "with material from",
            "contributing:",
        ],
        reporting: [
            "reporting by ", "additional reporting by ", "writing by ", "editing by ", "compiled by ",
            "reporting and writing by ", "reporting: ", "editing: ",
        ],
        with: ["with", "from", "via"],
        and: ["and"],
        contributed: [
            "contributed to this report", "contributed to this story", "contributed to this article",
            "contributed reporting",
        ],
        anonymous: [
            "agencies", "news agencies", "agency", "wire reports", "wire services", "with inputs from agencies",
            "with agencies", "from wire reports", "staff and wire reports",
        ],
        photo: ["photo", "photos", "file", "image", "images", "picture", "pictured", "getty", "shutterstock", "video"])
}
