"""Settings that cannot be used, each with one thing that is wrong."""

#: A file of settings, where what is wrong stands, under which code `check` tells it, and a part of what is said.
UNUSABLE: list[tuple[str, tuple[int, int], str, str]] = [
    ('[mail]\nhosst = "x"\n', (2, 1), "D201", "nobody knows the setting `hosst` in [mail]"),
    ('# ours\n\n[mail]\r\n  hosst = "x"\r\n', (4, 3), "D201", "hosst"),
    ('mail.host = "x"\nmail.hosst = "x"\n', (2, 1), "D201", "hosst"),
    ('mail = { host = "x", hosst = "y" }\n', (1, 22), "D201", "hosst"),
    ("[mail]\n[databases]\nurl = 'x'\n", (2, 1), "D201", "nobody knows the setting `databases`"),
    ("a = 1\n", (1, 1), "D201", "nobody knows the setting `a`"),
    ("[folder]\n[mail]\nport = '25'\n", (3, 1), "D203", "`port` in [mail] has to be a whole number"),
    ('[mail]\nfrom = """\nport = 1\n"""\nport = "25"\n', (5, 1), "D203", "`port`"),
    ("[calendar]\ncompany_days = ['2026-02-30']\n", (2, 18), "D203", "`2026-02-30` in company_days is no day"),
    (
        "[calendar]\ncompany_days = [\n  '2026-01-02',  # '2026-02-3\n  '2026-02-30',\n]\n",
        *((4, 4), "D203", "`2026-02-30`"),
    ),
    ("[calendar]\ncompany_days = [[1]]\n", (2, 17), "D203", "`[1]`"),
    ('[calendar]\ncompany_days = ["2026\\u002d02-30"]\n', (2, 1), "D203", "`2026-02-30`"),
    ("[calendar]\nday_ends = '25:00'\n", (2, 1), "D203", "`25:00` in day_ends"),
    ("[calendar]\nday_ends = '17:00+01:00'\n", (2, 1), "D203", "own zone"),
    ("[trackers.states]\n'Lost' = 'lost'\n", (2, 1), "D204", "work is never `lost`"),
    ("[trackers.forms]\njira = 3\n", (2, 1), "D203", "`jira` in [trackers.forms] has to be a text"),
    ("[writeup]\nignore = ['T', 'Q1']\n", (2, 17), "D204", "names 'Q1'"),
    ("[writeup]\nselect = [1]\n", (2, 11), "D204", "names 1"),
    ("[writeup.severity]\nB301 = 'loud'\n", (2, 1), "D204", "and not 'loud'"),
    ("[writeup.severity]\nB301 = 'error'\nQ1 = 'error'\n", (3, 1), "D204", "names 'Q1'"),
    ("[writeup]\nsilence = 'long'\n", (2, 1), "D206", "`silence` in [writeup]"),
    ("[writeup.teams.checkout]\nsilence = '1 hour'\n", (2, 1), "D201", "`silence` in [writeup.teams.checkout]"),
    ("[writeup.teams]\ncheckout = 3\n", (2, 1), "D203", "`writeup.teams.checkout` is a section"),
    ("[mail\n", (1, 6), "D107", "the name of the section is not closed"),
]
