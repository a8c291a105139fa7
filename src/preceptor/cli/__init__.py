"""The command line: parse, call one service, print.

The nouns are listed here with their one-line help and loaded when they are asked for, so that `--help` and
completion import nothing but click.
"""

import signal
import sys

from preceptor.cli.root import run


def main() -> None:
    """Run the command line and exit with its code."""
    code = run(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # there is nothing left to stop, and the code is to say how it went
    sys.exit(code)
