/// Something went wrong, said plainly.
struct ErrorPage: Sendable {
    var status: Int
    var message: String

    func render(_ site: SiteContext) -> String {
        let title =
            switch status {
            case 401: "Sign-in needed"
            case 403: "Not allowed"
            case 404: "Not found"
            case 400..<500: "This request does not work"
            default: "Something went wrong"
            }
        return Layout.page(
            title, site,
            """
            <div class="failure"><p class="status">\(status)</p><h1>\(title)</h1>
            <p class="soft">\(message)</p>
            <p>\(Layout.link(.home, "Back to the start"))</p></div>
            """)
    }
}
