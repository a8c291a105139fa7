"""The command line: parse, call one service, print.

The nouns are listed here with their one-line help and loaded when they are asked for, so that `--help` and
completion import nothing but click.
"""

import sys

from preceptor.cli.root import run


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:]))
