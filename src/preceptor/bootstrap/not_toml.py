"""Says in plain words why settings are not TOML, and what to type instead; the reader's own words name its parts."""

import re
import tomllib
from typing import Final

#: Where the reader stopped, behind what it says; at the end of the file it says no more than that.
_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_QUOTES: Final = 'put text in quotes, such as host = "smtp.example.org"'
_SETTING: Final = "write each setting in a line of its own: name = value"
_BACKSLASH: Final = "a backslash between double quotes begins no character that there is here"
_TWICE: Final = "write it twice, or put the text between single quotes"
_SECTIONS: Final = "write each section once, with all of its settings below it"
#: By a part of what the reader said: what is wrong, and what to type.
_SAYINGS: Final[tuple[tuple[str, str, str], ...]] = (
    ("Invalid statement", "this begins neither a section nor a setting", _SETTING),
    ("Expected newline or end of document", "something stands behind the value", f"{_SETTING}; {_QUOTES}"),
    ("Expected '='", "there is no `=` behind the name of a setting", _SETTING),
    ("Expected ']", "the name of the section is not closed", "write [name], with nothing behind it"),
    ("Cannot declare", "the section is there already", _SECTIONS),
    ("Cannot redefine", "the section is there already", _SECTIONS),
    ("Cannot mutate", "the section is there already", _SECTIONS),
    ("Cannot overwrite", "this has a value already", "keep one of the two"),
    ("Duplicate", "this is written twice between the braces", "keep one of the two"),
    (
        "Invalid initial character",
        "no name begins like this",
        "write letters, digits, `_` and `-`, or quotes around it",
    ),
    ("Unclosed array", "the list is not closed", "separate its parts with commas, and close it with `]`"),
    (
        "Unclosed inline table",
        "the braces are not closed",
        "separate the settings with commas, and close them with `}`",
    ),
    ("Unescaped", _BACKSLASH, _TWICE),
    ("Invalid hex", _BACKSLASH, _TWICE),
    ("Escaped character", _BACKSLASH, _TWICE),
    ("Unterminated", "the quotation mark is not closed", "close it with the same mark, in the same line"),
    ("Expected '\"", "the quotation mark is not closed", "close it with the same mark"),
    ("Expected \"'", "the quotation mark is not closed", "close it with the same mark"),
    ("Illegal character '\\n'", "the quotation mark is not closed", "close it with the same mark, in the same line"),
    ("llegal character", "a character that nobody can see stands here", "type the line anew"),
    ("invalid character", "a character that nobody can see stands here", "type the line anew"),
    ("Invalid date", "there is no such day or time", "write it like 2026-12-24"),
    ("Invalid value", "this is no value", f"{_QUOTES}; numbers, true, false and [lists] stand without"),
)


def not_toml(error: tomllib.TOMLDecodeError, text: str) -> tuple[str, str, int, int]:
    """What is wrong, what to type, and the line and the column where, counted from 1."""
    said = str(error)
    place = _PLACE.search(said)
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    else:
        last = text.rstrip("\n").split("\n")
        line, column = len(last), len(last[-1]) + 1
    if "Invalid value" in said and line > 1 and not text.split("\n")[line - 1][: column - 1].strip():
        return "the list above is not closed", "close it with `]`", line, column
    for words, message, suggestion in _SAYINGS:
        if words in said:
            return message, suggestion, line, column
    return "this cannot be read as TOML", _SETTING, line, column
