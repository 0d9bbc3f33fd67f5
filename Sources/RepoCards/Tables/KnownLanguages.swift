/// Languages by the codes that cards use: ISO 639-1, and of ISO 639-3 those that are frequent.
public enum KnownLanguages {
    public struct Language: Sendable, Hashable {
        public let code: String
        /// In English.
        public let name: String
    }

    /// The codes of two letters, then the others; sorted by code within each.
    public static let all: [Language] = (short + long).map(Language.init)

    /// What a language is called: the code itself for an unknown one. Of `pt-BR`, the part before the hyphen counts.
    public static func name(of code: String) -> String {
        let key = code.lowercased()
        return names[key] ?? key.split(whereSeparator: { $0 == "-" || $0 == "_" }).first.flatMap { names[String($0)] }
            ?? code
    }

    private static let names = Dictionary(all.map { ($0.code, $0.name) }) { first, _ in first }

    private static let short: [(String, String)] = [
        ("aa", "Afar"), ("ab", "Abkhazian"), ("ae", "Avestan"), ("af", "Afrikaans"), ("ak", "Akan"),
        ("am", "Amharic"), ("an", "Aragonese"), ("ar", "Arabic"), ("as", "Assamese"), ("av", "Avaric"),
        ("ay", "Aymara"), ("az", "Azerbaijani"), ("ba", "Bashkir"), ("be", "Belarusian"), ("bg", "Bulgarian"),
        ("bh", "Bihari languages"), ("bi", "Bislama"), ("bm", "Bambara"), ("bn", "Bengali"), ("bo", "Tibetan"),
        ("br", "Breton"), ("bs", "Bosnian"), ("ca", "Catalan"), ("ce", "Chechen"), ("ch", "Chamorro"),
        ("co", "Corsican"), ("cr", "Cree"), ("cs", "Czech"), ("cu", "Church Slavic"), ("cv", "Chuvash"),
        ("cy", "Welsh"), ("da", "Danish"), ("de", "German"), ("dv", "Divehi"), ("dz", "Dzongkha"), ("ee", "Ewe"),
        ("el", "Greek"), ("en", "English"), ("eo", "Esperanto"), ("es", "Spanish"), ("et", "Estonian"),
        ("eu", "Basque"), ("fa", "Persian"), ("ff", "Fulah"), ("fi", "Finnish"), ("fj", "Fijian"), ("fo", "Faroese"),
        ("fr", "French"), ("fy", "Western Frisian"), ("ga", "Irish"), ("gd", "Scottish Gaelic"), ("gl", "Galician"),
        ("gn", "Guarani"), ("gu", "Gujarati"), ("gv", "Manx"), ("ha", "Hausa"), ("he", "Hebrew"), ("hi", "Hindi"),
        ("ho", "Hiri Motu"), ("hr", "Croatian"), ("ht", "Haitian Creole"), ("hu", "Hungarian"), ("hy", "Armenian"),
        ("hz", "Herero"), ("ia", "Interlingua"), ("id", "Indonesian"), ("ie", "Interlingue"), ("ig", "Igbo"),
        ("ii", "Sichuan Yi"), ("ik", "Inupiaq"), ("io", "Ido"), ("is", "Icelandic"), ("it", "Italian"),
        ("iu", "Inuktitut"), ("ja", "Japanese"), ("jv", "Javanese"), ("ka", "Georgian"), ("kg", "Kongo"),
        ("ki", "Kikuyu"), ("kj", "Kuanyama"), ("kk", "Kazakh"), ("kl", "Kalaallisut"), ("km", "Khmer"),
        ("kn", "Kannada"), ("ko", "Korean"), ("kr", "Kanuri"), ("ks", "Kashmiri"), ("ku", "Kurdish"), ("kv", "Komi"),
        ("kw", "Cornish"), ("ky", "Kyrgyz"), ("la", "Latin"), ("lb", "Luxembourgish"), ("lg", "Ganda"),
        ("li", "Limburgish"), ("ln", "Lingala"), ("lo", "Lao"), ("lt", "Lithuanian"), ("lu", "Luba-Katanga"),
        ("lv", "Latvian"), ("mg", "Malagasy"), ("mh", "Marshallese"), ("mi", "Maori"), ("mk", "Macedonian"),
        ("ml", "Malayalam"), ("mn", "Mongolian"), ("mr", "Marathi"), ("ms", "Malay"), ("mt", "Maltese"),
        ("my", "Burmese"), ("na", "Nauru"), ("nb", "Norwegian Bokmål"), ("nd", "North Ndebele"), ("ne", "Nepali"),
        ("ng", "Ndonga"), ("nl", "Dutch"), ("nn", "Norwegian Nynorsk"), ("no", "Norwegian"), ("nr", "South Ndebele"),
        ("nv", "Navajo"), ("ny", "Chichewa"), ("oc", "Occitan"), ("oj", "Ojibwa"), ("om", "Oromo"), ("or", "Odia"),
        ("os", "Ossetian"), ("pa", "Punjabi"), ("pi", "Pali"), ("pl", "Polish"), ("ps", "Pashto"),
        ("pt", "Portuguese"), ("qu", "Quechua"), ("rm", "Romansh"), ("rn", "Rundi"), ("ro", "Romanian"),
        ("ru", "Russian"), ("rw", "Kinyarwanda"), ("sa", "Sanskrit"), ("sc", "Sardinian"), ("sd", "Sindhi"),
        ("se", "Northern Sami"), ("sg", "Sango"), ("sh", "Serbo-Croatian"), ("si", "Sinhala"), ("sk", "Slovak"),
        ("sl", "Slovenian"), ("sm", "Samoan"), ("sn", "Shona"), ("so", "Somali"), ("sq", "Albanian"),
        ("sr", "Serbian"), ("ss", "Swati"), ("st", "Southern Sotho"), ("su", "Sundanese"), ("sv", "Swedish"),
        ("sw", "Swahili"), ("ta", "Tamil"), ("te", "Telugu"), ("tg", "Tajik"), ("th", "Thai"), ("ti", "Tigrinya"),
        ("tk", "Turkmen"), ("tl", "Tagalog"), ("tn", "Tswana"), ("to", "Tonga"), ("tr", "Turkish"), ("ts", "Tsonga"),
        ("tt", "Tatar"), ("tw", "Twi"), ("ty", "Tahitian"), ("ug", "Uyghur"), ("uk", "Ukrainian"), ("ur", "Urdu"),
        ("uz", "Uzbek"), ("ve", "Venda"), ("vi", "Vietnamese"), ("vo", "Volapük"), ("wa", "Walloon"),
        ("wo", "Wolof"), ("xh", "Xhosa"), ("yi", "Yiddish"), ("yo", "Yoruba"), ("za", "Zhuang"), ("zh", "Chinese"),
        ("zu", "Zulu"),
    ]

    private static let long: [(String, String)] = [
        ("ace", "Achinese"), ("acm", "Mesopotamian Arabic"), ("acq", "Ta'izzi-Adeni Arabic"),
        ("aeb", "Tunisian Arabic"), ("afb", "Gulf Arabic"), ("ajp", "South Levantine Arabic"),
        ("aln", "Gheg Albanian"), ("als", "Tosk Albanian"), ("ang", "Old English"), ("apc", "Levantine Arabic"),
        ("arb", "Standard Arabic"), ("arc", "Aramaic"), ("ars", "Najdi Arabic"), ("ary", "Moroccan Arabic"),
        ("arz", "Egyptian Arabic"), ("ast", "Asturian"), ("atj", "Atikamekw"), ("awa", "Awadhi"),
        ("ayr", "Central Aymara"), ("azb", "South Azerbaijani"), ("azj", "North Azerbaijani"), ("ban", "Balinese"),
        ("bar", "Bavarian"), ("bcl", "Central Bikol"), ("bem", "Bemba"), ("ber", "Berber languages"),
        ("bho", "Bhojpuri"), ("bik", "Bikol"), ("bjn", "Banjar"), ("bpy", "Bishnupriya"), ("brx", "Bodo"),
        ("bug", "Buginese"), ("bxr", "Russia Buriat"), ("cdo", "Min Dong Chinese"), ("ceb", "Cebuano"),
        ("chr", "Cherokee"), ("chv", "Chuvash"), ("chy", "Cheyenne"), ("cjk", "Chokwe"), ("ckb", "Central Kurdish"),
        ("cmn", "Mandarin Chinese"), ("code", "Programming language"), ("cop", "Coptic"), ("crh", "Crimean Tatar"),
        ("csb", "Kashubian"), ("dag", "Dagbani"), ("dik", "Southwestern Dinka"), ("din", "Dinka"), ("diq", "Dimli"),
        ("doi", "Dogri"), ("dsb", "Lower Sorbian"), ("dty", "Dotyali"), ("dyu", "Dyula"), ("efi", "Efik"),
        ("egy", "Ancient Egyptian"), ("eml", "Emilian-Romagnol"), ("enm", "Middle English"), ("ext", "Extremaduran"),
        ("fil", "Filipino"), ("fon", "Fon"), ("frp", "Arpitan"), ("frr", "Northern Frisian"), ("fur", "Friulian"),
        ("fuv", "Nigerian Fulfulde"), ("gag", "Gagauz"), ("gan", "Gan Chinese"), ("gaz", "West Central Oromo"),
        ("gcf", "Guadeloupean Creole French"), ("gcr", "Guianese Creole French"), ("glk", "Gilaki"),
        ("gom", "Goan Konkani"), ("gor", "Gorontalo"), ("got", "Gothic"), ("grc", "Ancient Greek"),
        ("gsw", "Swiss German"), ("gur", "Frafra"), ("hak", "Hakka Chinese"), ("haw", "Hawaiian"),
        ("hif", "Fiji Hindi"), ("hil", "Hiligaynon"), ("hne", "Chhattisgarhi"), ("hsb", "Upper Sorbian"),
        ("hyw", "Western Armenian"), ("iba", "Iban"), ("ilo", "Iloko"), ("inh", "Ingush"),
        ("jam", "Jamaican Creole English"), ("jbo", "Lojban"), ("kaa", "Kara-Kalpak"), ("kab", "Kabyle"),
        ("kac", "Kachin"), ("kam", "Kamba"), ("kbd", "Kabardian"), ("kbp", "Kabiyè"), ("kea", "Kabuverdianu"),
        ("kha", "Khasi"), ("khk", "Halh Mongolian"), ("kmb", "Kimbundu"), ("kmr", "Northern Kurdish"),
        ("knc", "Central Kanuri"), ("koi", "Komi-Permyak"), ("kok", "Konkani"), ("kpv", "Komi-Zyrian"),
        ("krc", "Karachay-Balkar"), ("krl", "Karelian"), ("ksh", "Kölsch"), ("lad", "Ladino"), ("lbe", "Lak"),
        ("lez", "Lezghian"), ("lfn", "Lingua Franca Nova"), ("lij", "Ligurian"), ("lld", "Ladin"),
        ("lmo", "Lombard"), ("lrc", "Northern Luri"), ("ltg", "Latgalian"), ("lua", "Luba-Lulua"), ("luo", "Luo"),
        ("lus", "Mizo"), ("luy", "Luyia"), ("lvs", "Standard Latvian"), ("lzh", "Literary Chinese"),
        ("mad", "Madurese"), ("mag", "Magahi"), ("mai", "Maithili"), ("map", "Austronesian languages"),
        ("mdf", "Moksha"), ("mhr", "Eastern Mari"), ("min", "Minangkabau"), ("mni", "Manipuri"), ("mos", "Mossi"),
        ("mrj", "Western Mari"), ("multilingual", "Multilingual"), ("mwl", "Mirandese"), ("myv", "Erzya"),
        ("mzn", "Mazanderani"), ("nah", "Nahuatl languages"), ("nan", "Min Nan Chinese"), ("nap", "Neapolitan"),
        ("nds", "Low German"), ("new", "Newari"), ("nog", "Nogai"), ("non", "Old Norse"), ("nov", "Novial"),
        ("npi", "Nepali (individual language)"), ("nqo", "N'Ko"), ("nso", "Northern Sotho"), ("nus", "Nuer"),
        ("oci", "Occitan"), ("olo", "Livvi"), ("ory", "Odia (individual language)"), ("ota", "Ottoman Turkish"),
        ("pag", "Pangasinan"), ("pam", "Pampanga"), ("pap", "Papiamento"), ("pbt", "Southern Pashto"),
        ("pcd", "Picard"), ("pcm", "Nigerian Pidgin"), ("pdc", "Pennsylvania German"), ("pes", "Iranian Persian"),
        ("pfl", "Palatine German"), ("plt", "Plateau Malagasy"), ("pms", "Piemontese"), ("pnb", "Western Panjabi"),
        ("pnt", "Pontic"), ("prs", "Dari"), ("quy", "Ayacucho Quechua"), ("quz", "Cusco Quechua"),
        ("rap", "Rapanui"), ("rom", "Romany"), ("rue", "Rusyn"), ("rup", "Aromanian"), ("sah", "Yakut"),
        ("sat", "Santali"), ("scn", "Sicilian"), ("sco", "Scots"), ("sgs", "Samogitian"), ("shi", "Tachelhit"),
        ("shn", "Shan"), ("skr", "Saraiki"), ("sma", "Southern Sami"), ("smn", "Inari Sami"), ("sms", "Skolt Sami"),
        ("srn", "Sranan Tongo"), ("srp", "Serbian"), ("stq", "Saterfriesisch"),
        ("swh", "Swahili (individual language)"), ("syr", "Syriac"), ("szl", "Silesian"), ("szy", "Sakizaya"),
        ("taq", "Tamasheq"), ("tcy", "Tulu"), ("tet", "Tetum"), ("tig", "Tigre"), ("tly", "Talysh"),
        ("tok", "Toki Pona"), ("tpi", "Tok Pisin"), ("tum", "Tumbuka"), ("tyv", "Tuvinian"),
        ("tzm", "Central Atlas Tamazight"), ("udm", "Udmurt"), ("umb", "Umbundu"), ("und", "Undetermined"),
        ("uzn", "Northern Uzbek"), ("vec", "Venetian"), ("vep", "Veps"), ("vls", "West Flemish"), ("war", "Waray"),
        ("wuu", "Wu Chinese"), ("xal", "Kalmyk"), ("xmf", "Mingrelian"), ("ydd", "Eastern Yiddish"),
        ("yue", "Cantonese"), ("zea", "Zeeuws"), ("zgh", "Standard Moroccan Tamazight"), ("zsm", "Standard Malay"),
    ]
}
