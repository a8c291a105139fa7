"""Where preceptor finds its own definitions and templates."""

import pytest

from preceptor import shipped
from preceptor.errors import EnvironmentProblem


def a_package(root, *folders):
    package = root / "preceptor"
    for folder in (package, *folders):
        folder.mkdir(parents=True, exist_ok=True)
    return package


def test_a_checkout_uses_its_own_folders(tmp_path, monkeypatch):
    package = a_package(tmp_path / "src", tmp_path / "process", tmp_path / "src/preceptor/_shipped/process")
    monkeypatch.setattr(shipped, "_PACKAGE", package)
    assert shipped.folder("process") == tmp_path / "process"


def test_an_installed_package_uses_the_copy_that_came_with_it(tmp_path, monkeypatch):
    package = a_package(tmp_path / "site", tmp_path / "process", tmp_path / "site/preceptor/_shipped/process")
    monkeypatch.setattr(shipped, "_PACKAGE", package)
    assert shipped.folder("process") == package / "_shipped/process"


def test_a_folder_that_is_missing_is_said_with_its_path(tmp_path, monkeypatch):
    package = a_package(tmp_path / "site")
    monkeypatch.setattr(shipped, "_PACKAGE", package)
    with pytest.raises(EnvironmentProblem, match="templates") as caught:
        shipped.folder("templates")
    assert caught.value.path == str(package / "_shipped/templates")
