"""The wheel has its own copy of the definitions; an editable install follows the checkout."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("process", "workflows", "templates", "examples")
MARK = "# edited after the install\n"

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PRECEPTOR_"))}
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout.strip()


def an_environment(root: Path, wheel: Path) -> Path:
    """Make a virtual environment that has that wheel, and sees the libraries of this one."""
    venv.create(root, with_pip=False, symlinks=os.name != "nt")
    python = root / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=root))
    libraries = {sysconfig.get_path(scheme) for scheme in ("purelib", "platlib")}
    install = ("install", "--quiet", "--no-deps", "--no-index")
    run(sys.executable, "-m", "pip", "--python", python, *install, wheel, cwd=root)
    (site / "libraries.pth").write_text("\n".join(sorted(libraries)), encoding="utf-8")
    return python


def shipped_folder(python: Path, name: str) -> Path:
    ask = f"from preceptor.shipped import folder; print(folder({name!r}))"
    return Path(run(python, "-c", ask, cwd=python.parent))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """Unpack the source distribution: what somebody has who builds from a release."""
    folder = tmp_path_factory.mktemp("source")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as source:
        source.extractall(folder, filter="data")
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    return unpacked


@pytest.fixture(scope="module")
def installed(checkout, tmp_path_factory):
    """Install a wheel that was built from the source distribution."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=checkout)
    (wheel,) = folder.glob("*.whl")
    return an_environment(folder / "env", wheel)


@pytest.fixture(scope="module")
def editable(checkout, tmp_path_factory):
    """Install the checkout as `pip install --editable` does: by a wheel that the backend makes for it."""
    folder = tmp_path_factory.mktemp("editable")
    build = f"from hatchling.build import build_editable; build_editable({str(folder)!r})"
    run(sys.executable, "-c", build, cwd=checkout)
    (wheel,) = folder.glob("*.whl")
    return an_environment(folder / "env", wheel)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_wheel_has_every_shipped_file_in_a_copy_of_its_own(installed, name):
    folder = shipped_folder(installed, name)
    assert folder.parts[-3:] == ("preceptor", "_shipped", name)
    assert contents(folder) == contents(ROOT / name) != {}


@pytest.mark.parametrize("name", SHIPPED)
def test_an_editable_install_reads_the_checkout(editable, checkout, name):
    assert shipped_folder(editable, name) == checkout / name


def test_an_edit_of_the_checkout_reaches_the_editable_install_and_not_the_wheel(installed, editable, checkout):
    edited = min((checkout / "process").rglob("*.yaml"))
    within = edited.relative_to(checkout / "process")
    before = edited.read_text(encoding="utf-8")
    try:
        edited.write_text(before + MARK, encoding="utf-8")
        assert (shipped_folder(editable, "process") / within).read_text(encoding="utf-8") == before + MARK
        assert (shipped_folder(installed, "process") / within).read_text(encoding="utf-8") == before
    finally:
        edited.write_text(before, encoding="utf-8")


def test_the_package_says_its_version_and_that_it_is_typed(installed):
    ask = (
        "import preceptor, importlib.metadata as m, importlib.resources as r;"
        "assert r.files(preceptor).joinpath('py.typed').is_file();"
        "assert m.version('preceptor') == preceptor.__version__; print(preceptor.__file__)"
    )
    assert installed.parents[1] in Path(run(installed, "-c", ask, cwd=installed.parent)).parents


def test_an_installed_wheel_sets_up_a_governance_folder(installed, tmp_path):
    pytest.importorskip("preceptor.cli")
    owner = ("--owner", "ada", "--name", "Ada Lovelace", "--email", "ada@example.org")
    run(installed.parent / "preceptor", "init", "governance", *owner, cwd=tmp_path)
    assert contents(tmp_path / "governance/process") != {}
