"""How fast the command line starts, against the imports that it cannot do without.

    python -m bench.startup [--runs N]

Whole processes, taking turns; medians of wall time. Modules are compiled beforehand, as an installation does.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from preceptor.bootstrap.founding import make_folder
from preceptor.services.founding import Founder


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    python, preceptor = sys.executable, str(Path(sys.executable).with_name("preceptor"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "governance"
        make_folder(folder, Founder(login="olga", name="Olga"), example=None, database=None)
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PRECEPTOR_FOLDER": str(folder), "PYTHONPYCACHEPREFIX": str(Path(scratch) / "compiled")}
        commands = {
            "import click": [python, "-c", "import click"],
            "preceptor --help": [preceptor, "--help"],
            "import click, sqlalchemy": [python, "-c", "import click, sqlalchemy"],
            "preceptor overdue": [preceptor, "overdue"],
            "preceptor check": [preceptor, "check"],
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for run in range(runs + 1):
            for name, command in commands.items():
                took = _seconds(command, environment)
                if run:
                    seconds[name].append(took)
    medians = {name: statistics.median(one) for name, one in seconds.items()}
    for name, median in medians.items():
        print(f"  {name:26} {median * 1000:6.0f} ms")
    for name, floor in (("preceptor --help", "import click"), ("preceptor overdue", "import click, sqlalchemy")):
        print(f"{name} / {floor}: {medians[name] / medians[floor]:.2f}   (aim: at most 1.3)")


if __name__ == "__main__":
    main()
