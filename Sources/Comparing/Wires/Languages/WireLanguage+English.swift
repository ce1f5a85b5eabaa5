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
        photo: ["photo", "photos", "file", "image", "images", "picture", "pictured", "getty", "shutterstock", "video"],
        making: """
            article story report text material information contribution dispatch dispatches copy source sources \
            author credit reporting reporter reporters writing written published republished produced provided \
            supplied compiled prepared adapted contributed edited syndicated feed wire wires staff newsroom desk \
            correspondent correspondents rights reserved copyright
            """,
        joints: """
            a an the this these it its by from of with for to and or on in at is was are were has have been be not \
            our your their here first originally also additional some parts part appears appear permission news \
            agency agencies via as under only original based
            """)
}
