import CCMarkGFM

/// GitHub's Markdown as safe markup.
enum Markdown {
    /// The longest text that is rendered, in bytes; a longer one is shown as it was written.
    static let maximumLength = 1 << 20

    /// Loading the extensions is a process-wide, unsynchronised registration, so it happens once.
    private static let registered: Void = cmark_gfm_core_extensions_ensure_registered()

    static func render(_ text: String, linkBase: LinkBase? = nil) -> HTML {
        guard text.utf8.count <= maximumLength, MarkdownGuard.isHarmless(text),
            let markup = unsafeMarkup(text)
        else { return "<pre>\(text.prefix(maximumLength))</pre>" }
        return HTMLSanitizer.sanitize(markup, linkBase: linkBase, headingIDs: true)
    }

    private static func unsafeMarkup(_ text: String) -> String? {
        registered
        // The cards' own HTML passes here; the sanitizer is what makes it safe.
        let options = CMARK_OPT_UNSAFE | CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8
        guard let parser = cmark_parser_new(options) else { return nil }
        defer { cmark_parser_free(parser) }
        for name in ["table", "strikethrough", "autolink", "tasklist"] {
            if let syntax = cmark_find_syntax_extension(name) {
                cmark_parser_attach_syntax_extension(parser, syntax)
            }
        }
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
        }
        guard let document = cmark_parser_finish(parser) else { return nil }
        defer { cmark_node_free(document) }
        let extensions = cmark_parser_get_syntax_extensions(parser)
        guard let markup = cmark_render_html(document, options, extensions) else { return nil }
        // The default allocator of the library is that of C.
        defer { cmark_get_default_mem_allocator()?.pointee.free(markup) }
        return String(cString: markup)
    }
}
