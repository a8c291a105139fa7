"""What somebody could put into a name, an address or a subject to make a mail's head say more than it should."""

from itertools import product

_BREAKS = (
    *("\r\n", "\n", "\r", "\n\n", "\r\n\r\n", "\n\r", "\x00", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85"),
    *("\u2028", "\u2029", "\ud800", "\udcff", "\r\n ", "\n\t", "\x00\n", "\x1b[2J", "\x7f", "\x08"),
)
_SMUGGLED = (
    "Bcc: everybody@example.org",
    "Subject: another",
    "To: <everybody@example.org>",
    "Content-Type: text/html",
    "X-Mailer: x",
    "<script>alert(1)</script>",
    ".",
    "RCPT TO:<everybody@example.org>",
)
#: Encoded words (RFC 2047), whole and in pieces: Python 3.11.7 decodes them while it folds.
_WORDS = (
    "=?utf-8?q?=0ABcc=3A_everybody=40example=2Eorg?=",
    "=?utf-8?q?=0D=0ABcc:_everybody@example.org?=",
    "=?utf-8?b?DQpCY2M6IGV2ZXJ5Ym9keUBleGFtcGxlLm9yZw==?=",
    "=?utf-8?b?Cg==?=",
    "=?UTF-8?Q?a?=",
    "=?iso-8859-1?q?=0A?=",
    "=?us-ascii?q?a=00b?=",
    "=?utf-8?x?unknown?=",
    "=?utf-8?q?unfinished",
    "=?nonsense?q?a?=",
    "=?",
    "a=?b",
    "=?utf-8?q?=22_=3Ceverybody=40example=2Eorg=3E?=",
)

#: Every one of these is to be refused wherever it stands.
CORPUS: tuple[str, ...] = (
    *(f"ada{cut}{more}" for cut, more in product(_BREAKS, _SMUGGLED)),
    *(f"{cut}ada" for cut in _BREAKS),
    *(f"ada{cut}" for cut in _BREAKS),
    *_WORDS,
    *(f"ada {word} lovelace" for word in _WORDS),
)
#: These are odd, and harmless where a name or a subject stands: they have to arrive as they are.
HARMLESS: tuple[str, ...] = (
    *("Ñora, the 2nd", 'Zoë "Z" <z@example.net>', "Žižka; (jr.): [x] @home", 'Ñ\\"'),
    *("Ada, Countess of Lovelace", 'Ada "the first" Lovelace', "Ada <ada@example.org>", "Ada\\Lovelace", "a;b"),
    *("Bcc: everybody@example.org", "?= =", "?utf-8?q?x?=", "Ada (née Byron)", "Žofie Đorđević", "陳大文", "مينا"),
    *(
        "e\u0301",
        "👩‍🔬 Ada",
        "ada@example.org",
        ".",
        "...",
        "a:b@c",
        "[ada]",
        "x" * 300,
        "ä" * 300,
        "a'b",
        "ada %s {0}",
    ),
)
