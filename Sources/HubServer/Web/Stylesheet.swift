/// The one style sheet of the pages: system fonts, light and dark by the reader's preference.
enum Stylesheet {
    static let css = """
        :root { color-scheme: light dark;
          --back: #fff; --panel: #f7f7f5; --line: #e3e2de; --text: #1d1d1b; --soft: #66655f; --link: #1d5fbf;
          --accent: #c2571a; --chip: #efeeea; --error: #b3261e; }
        @media (prefers-color-scheme: dark) { :root {
          --back: #141413; --panel: #1c1c1a; --line: #33322e; --text: #e8e6df; --soft: #9d9b92; --link: #86b4f4;
          --accent: #f09a5e; --chip: #282724; --error: #ff8a80; } }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--back); color: var(--text);
          font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
        a { color: var(--link); text-decoration: none; }
        a:hover { text-decoration: underline; }
        code, pre, kbd, samp { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
        h1, h2, h3 { line-height: 1.25; }
        time, .soft { color: var(--soft); }
        .wrap { max-width: 1160px; margin: 0 auto; padding: 0 20px; }
        .top { border-bottom: 1px solid var(--line); background: var(--panel); }
        .top .wrap { display: flex; align-items: center; gap: 20px; min-height: 54px; flex-wrap: wrap; }
        .brand { font-weight: 700; font-size: 18px; color: var(--text); }
        .top nav { display: flex; gap: 16px; margin-left: auto; }
        .top nav a { color: var(--text); }
        main.wrap { padding-top: 26px; padding-bottom: 60px; min-height: 60vh; }
        footer { border-top: 1px solid var(--line); color: var(--soft); font-size: 13px; }
        footer .wrap { padding-top: 14px; padding-bottom: 20px; }
        .hero { margin: 14px 0 30px; }
        .hero h1 { margin: 0 0 4px; font-size: 30px; }
        .hero p { margin: 0 0 16px; color: var(--soft); }
        form.search { display: flex; gap: 8px; flex-wrap: wrap; }
        .head + form.search, .head + .markdown { margin-top: 14px; }
        input[type=search], select { font: inherit; color: inherit; background: var(--back);
          border: 1px solid var(--line); border-radius: 8px; padding: 7px 11px; min-width: 0; }
        input[type=search] { flex: 1 1 220px; }
        button, .button { font: inherit; color: var(--text); background: var(--chip); cursor: pointer;
          border: 1px solid var(--line); border-radius: 8px; padding: 7px 14px; display: inline-block; }
        .columns { display: grid; gap: 28px; grid-template-columns: repeat(3, minmax(0, 1fr)); }
        .columns h2, h2.section { font-size: 17px; margin: 0 0 10px; }
        .section, h2.section { margin-top: 28px; }
        .head { display: flex; align-items: baseline; justify-content: space-between; gap: 12px; flex-wrap: wrap; }
        .repos { list-style: none; margin: 0; padding: 0; display: grid; gap: 10px; }
        .repos.wide { grid-template-columns: repeat(2, minmax(0, 1fr)); }
        .repos li { border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; background: var(--panel);
          min-width: 0; }
        .repos .name { font-weight: 600; color: var(--text); overflow-wrap: anywhere; }
        .repos .facts span { white-space: nowrap; }
        .repos .facts { color: var(--soft); font-size: 13px; }
        .badge { border: 1px solid var(--line); border-radius: 999px; padding: 0 8px; font-size: 12px;
          color: var(--soft); background: var(--back); white-space: nowrap; font-weight: 400; }
        .badge.lfs { border-radius: 5px; padding: 0 5px; }
        .tags { display: flex; flex-wrap: wrap; gap: 6px; list-style: none; margin: 10px 0 0; padding: 0; }
        .tags li { background: var(--chip); border-radius: 999px; padding: 1px 10px; font-size: 13px;
          max-width: 100%; overflow-wrap: anywhere; }
        .title { margin: 0; font-size: 22px; font-weight: 600; overflow-wrap: anywhere; }
        .kind { color: var(--accent); font-size: 13px; font-weight: 600; }
        .tabs { display: flex; gap: 20px; border-bottom: 1px solid var(--line); margin: 18px 0 22px; }
        .tabs a { padding: 8px 2px; color: var(--soft); border-bottom: 2px solid transparent; margin-bottom: -1px; }
        .tabs a[aria-current] { color: var(--text); border-color: var(--accent); }
        .split { display: grid; grid-template-columns: minmax(0, 1fr) 310px; gap: 40px; align-items: start; }
        .side { border: 1px solid var(--line); border-radius: 10px; background: var(--panel); padding: 4px 16px 14px;
          font-size: 14px; }
        .side h2 { font-size: 13px; color: var(--soft); margin: 14px 0 4px; font-weight: 600; }
        .side p { margin: 0; overflow-wrap: anywhere; }
        .side pre { margin: 0 0 6px; padding: 8px 10px; background: var(--back); border: 1px solid var(--line);
          border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12px; }
        .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; }
        table.files { width: 100%; border-collapse: collapse; }
        .files td { padding: 7px 14px; border-top: 1px solid var(--line); vertical-align: top; }
        .files tr:first-child td { border-top: 0; }
        .files .name { overflow-wrap: anywhere; min-width: 150px; }
        .files .size, .files .when { white-space: nowrap; text-align: right; color: var(--soft); }
        .files .what { color: var(--soft); max-width: 340px; overflow: hidden; text-overflow: ellipsis;
          white-space: nowrap; }
        .folder { font-weight: 600; }
        .crumbs { margin: 0 0 14px; overflow-wrap: anywhere; }
        .crumbs .badge { font-family: ui-monospace, monospace; margin-right: 8px; }
        .bar { display: flex; gap: 14px; align-items: center; flex-wrap: wrap; padding: 8px 14px;
          background: var(--panel); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 14px;
          overflow-wrap: anywhere; }
        .bar .end { margin-left: auto; }
        table.code { border-collapse: collapse; width: 100%; }
        .code td { padding: 0 14px; vertical-align: top; font-size: 13px; line-height: 1.5; }
        .code td:first-child { text-align: right; color: var(--soft); user-select: none; width: 1%; padding-right: 4px; }
        .code td:first-child::before { content: attr(data-line); font: 12px/1.6 ui-monospace, monospace; }
        .code code { white-space: pre-wrap; overflow-wrap: anywhere; }
        .code tr:target { background: var(--chip); }
        .preview { border: 1px solid var(--line); border-radius: 10px; padding: 20px; text-align: center; }
        .preview img { max-width: 100%; }
        .commits { list-style: none; padding: 0; margin: 0; }
        .commits li { padding: 10px 14px; border: 1px solid var(--line); border-top-width: 0; overflow-wrap: anywhere; }
        .commits li:first-child { border-top-width: 1px; border-radius: 10px 10px 0 0; }
        .commits li:last-child { border-radius: 0 0 10px 10px; }
        .commits li:only-child { border-radius: 10px; }
        table.meta { border-collapse: collapse; font-size: 13px; width: 100%; }
        .meta th, .meta td { border: 1px solid var(--line); padding: 4px 10px; text-align: left; vertical-align: top;
          overflow-wrap: anywhere; }
        .meta td { min-width: 90px; }
        .meta th { color: var(--soft); font-weight: 500; width: 1%; white-space: nowrap; overflow-wrap: normal; }
        .metadata { margin: 0 0 24px; border: 1px solid var(--line); border-radius: 10px; padding: 8px 14px; }
        .metadata summary { cursor: pointer; color: var(--soft); }
        .metadata > div { overflow-x: auto; margin: 10px 0 6px; }
        .api { margin-bottom: 8px; }
        .api summary { overflow-wrap: anywhere; }
        .api .markdown h3 { font-size: 14px; margin: 16px 0 6px; }
        .api p { margin-bottom: 8px; }
        .api p, .api pre { font-size: 13px; }
        .api pre { margin: 16px 0 4px; }
        .notice { border: 1px solid #c9a227; background: #c9a22718; border-radius: 10px; padding: 12px 16px; }
        .empty { color: var(--soft); border: 1px dashed var(--line); border-radius: 10px; padding: 26px;
          text-align: center; }
        .failure { max-width: 560px; margin: 60px auto; text-align: center; }
        .failure .status { font-size: 54px; font-weight: 700; color: var(--error); margin: 0; line-height: 1.1; }
        .failure h1 { font-size: 22px; margin: 6px 0; }
        .markdown { overflow-wrap: break-word; min-width: 0; }
        .markdown > :first-child { margin-top: 0; }
        .markdown h1, .markdown h2 { border-bottom: 1px solid var(--line); padding-bottom: 6px; }
        .markdown h1 { font-size: 27px; } .markdown h2 { font-size: 21px; } .markdown h3 { font-size: 17px; }
        .markdown img, .markdown video { max-width: 100%; height: auto; }
        .markdown :not(pre) > code { background: var(--chip); border-radius: 5px; padding: 1px 5px; font-size: 88%; }
        .markdown pre { background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
          padding: 12px 14px; overflow-x: auto; }
        .markdown table, .markdown details { margin: 0 0 16px; }
        .markdown table { border-collapse: collapse; display: block; overflow-x: auto; max-width: 100%; }
        .markdown th, .markdown td { border: 1px solid var(--line); padding: 5px 11px; }
        .markdown blockquote { margin: 0 0 16px; padding: 0 14px; border-left: 3px solid var(--line);
          color: var(--soft); }
        .markdown hr { border: 0; border-top: 1px solid var(--line); margin: 24px 0; }
        .markdown li:has(> input[type=checkbox]) { list-style: none; margin-left: -20px; }
        .markdown .footnotes { border-top: 1px solid var(--line); font-size: 13px; margin-top: 28px; }
        .pages { margin-top: 20px; text-align: center; }
        @media (max-width: 800px) {
          .columns, .split, .repos.wide { grid-template-columns: minmax(0, 1fr); }
          .wrap { padding-left: 14px; padding-right: 14px; }
          .top .wrap { gap: 8px 16px; padding-top: 10px; padding-bottom: 10px; }
          .top nav { margin-left: 0; }
          .files .what { display: none; }
          .files td { padding: 7px 8px; }
          .files .name { min-width: 0; }
          .api table, .api tbody, .api tr, .api th, .api td { display: block; }
          .api tr { border: 1px solid var(--line); border-bottom-width: 0; padding: 6px 10px; }
          .api tr:last-child { border-bottom-width: 1px; }
          .api th, .api td { border: 0; padding: 0; width: auto; white-space: normal; overflow-wrap: anywhere; }
          .api th { color: var(--text); }
          .api td:empty { display: none; }
        }
        """
}
