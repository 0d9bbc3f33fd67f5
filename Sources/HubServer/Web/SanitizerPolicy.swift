/// What HTML a card may use: what GitHub and the Hub let through.
enum SanitizerPolicy {
    enum Kind {
        /// Any text.
        case text
        /// A number, maybe with `%` or `px`.
        case length
        /// One of some words.
        case words(Set<String>)
        /// Present or not.
        case flag
        /// An identifier in the page.
        case id
        case link
        case media
        case image
        /// Addresses with descriptors, as in `srcset`.
        case images
        /// The class of a code block that names its language, and those of footnotes.
        case knownClass
    }

    static func kind(of attribute: String, on tag: String) -> Kind? {
        elements[tag]?[attribute] ?? common[attribute]
    }

    static func allows(_ tag: String) -> Bool { elements[tag] != nil }

    static let void: Set<String> = ["br", "hr", "img", "input", "col", "source", "wbr"]
    /// Left out with what is in them, which is not markup.
    static let rawText: Set<String> = [
        "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript",
        "plaintext",
    ]
    /// Left out with the elements in them.
    static let dropped: Set<String> = [
        "svg", "math", "object", "applet", "template", "select", "frameset", "canvas", "dialog",
    ]

    private static let common: [String: Kind] = [
        "id": .id, "title": .text, "lang": .text, "dir": .words(["ltr", "rtl", "auto"]), "aria-label": .text,
        "aria-hidden": .words(["true", "false"]), "class": .knownClass,
    ]

    private static let align: Kind = .words(["left", "right", "center", "justify"])
    private static let valign: Kind = .words(["top", "middle", "bottom", "baseline"])
    private static let cell: [String: Kind] = [
        "align": align, "valign": valign, "colspan": .length, "rowspan": .length, "width": .length,
        "height": .length,
    ]
    private static let block: [String: Kind] = ["align": align]

    private static let elements: [String: [String: Kind]] = {
        var elements: [String: [String: Kind]] = [
            "a": ["href": .link, "name": .id],
            "img": [
                "src": .image, "srcset": .images, "alt": .text, "width": .length, "height": .length,
                "align": .words(["left", "right", "center", "top", "middle", "bottom"]),
                "loading": .words(["lazy", "eager"]),
            ],
            "source": [
                "src": .media, "srcset": .images, "media": .text, "type": .text, "sizes": .text,
                "width": .length,
                "height": .length,
            ],
            "video": [
                "src": .media, "poster": .image, "controls": .flag, "autoplay": .flag, "loop": .flag,
                "muted": .flag,
                "playsinline": .flag, "width": .length, "height": .length,
                "preload": .words(["none", "metadata", "auto"]),
            ],
            "audio": [
                "src": .media, "controls": .flag, "loop": .flag,
                "preload": .words(["none", "metadata", "auto"]),
            ],
            // Anything but a checkbox is dropped before its attributes are looked at.
            "input": ["checked": .flag],
            "details": ["open": .flag],
            "ol": ["start": .length, "reversed": .flag, "type": .words(["1", "a", "A", "i", "I"])],
            "li": ["value": .length],
            "table": ["align": align, "width": .length, "border": .length],
            "tr": ["align": align, "valign": valign],
            "col": ["span": .length, "width": .length],
            "colgroup": ["span": .length, "width": .length],
            "td": cell, "th": cell,
            "hr": ["width": .length],
            "time": ["datetime": .text],
        ]
        for tag in ["div", "p", "h1", "h2", "h3", "h4", "h5", "h6"] { elements[tag] = block }
        for tag in [
            "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "cite", "code", "dd", "del",
            "dfn",
            "dl", "dt", "em", "figcaption", "figure", "i", "ins", "kbd", "mark", "picture", "pre", "q", "rp",
            "rt",
            "ruby", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "summary", "sup",
            "tbody",
            "tfoot", "thead", "tt", "u", "ul", "var", "wbr",
        ] { elements[tag] = [:] }
        return elements
    }()
}
