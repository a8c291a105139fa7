"""`python -m preceptor` is the command `preceptor`."""

import sys

from preceptor.cli import main

if __name__ == "__main__":
    sys.exit(main())
