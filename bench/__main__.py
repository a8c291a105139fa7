"""Run every benchmark: `python -m bench`, or `make bench`."""

import subprocess
import sys

for name in (
    "startup",
    "advance",
    "observation_import",
    "announce",
    "migrate",
    "preview",
    "remind",
    "relay",
    "lint",
    "report",
):
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)
