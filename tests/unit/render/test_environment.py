"""What a template may do, and where it may come from."""

import os

import pytest
from markupsafe import Markup

from preceptor.errors import BadInput
from preceptor.render.environment import LARGEST_TEMPLATE, render


def a_folder(root, **files):
    """A governance folder with templates: `lunch` in `email/lunch.txt`, and so on."""
    for name, text in files.items():
        path = root / "templates" / "email" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ name.__class__.__mro__ }}",
        "{{ name|attr('__class__') }}",
        "{{ '{0.__class__}'.format(name) }}",
        "{{ self._TemplateReference__context }}",
        "{{ people.append('me') }}",
        "{{ lipsum.__globals__ }}",
        "{{ cycler.__init__ }}",
        "{{ range(10) }}",
    ],
)
def test_a_template_reaches_nothing_but_its_values(tmp_path, source):
    folder = a_folder(tmp_path, lunch=source)
    with pytest.raises(BadInput) as caught:
        render("email/lunch.txt", {"name": "Mira", "people": ["Tomas"]}, folder=folder)
    assert caught.value.path == str(folder / "templates/email/lunch.txt")


def test_a_name_that_is_not_there_is_an_error_with_its_line(tmp_path):
    folder = a_folder(tmp_path, lunch="Hello\n{{ nmae }}\n")
    with pytest.raises(BadInput, match="'nmae' is undefined") as caught:
        render("email/lunch.txt", {"name": "Mira"}, folder=folder)
    assert caught.value.line == 2


def test_a_template_that_does_not_parse_is_an_error_with_its_line(tmp_path):
    folder = a_folder(tmp_path, lunch="Hello\n{% if %}\n")
    with pytest.raises(BadInput) as caught:
        render("email/lunch.txt", {}, folder=folder)
    assert (caught.value.path, caught.value.line) == (str(folder / "templates/email/lunch.txt"), 2)


@pytest.mark.parametrize("value", [object(), 1.5, Markup("<b>"), {"inner": [b"x"]}])
def test_only_plain_data_reaches_a_template(value):
    with pytest.raises(TypeError, match="plain data"):
        render("email/person-added/subject.txt", {"added_by": value})


def test_a_team_replaces_one_file_and_keeps_the_rest(tmp_path):
    values = {"added_by": "Tomas", "to": {"name": "Mira", "login": "mira"}}
    folder = a_folder(tmp_path, words="{% macro named(person) %}our {{ person }}{% endmacro %}")
    assert render("email/person-added/subject.txt", values, folder=folder).startswith("our Tomas has added you")


def test_one_team_may_word_it_in_its_own_way_before_the_folder(tmp_path):
    folder = a_folder(tmp_path, lunch="soup")
    own = folder / "templates/teams/checkout/email"
    own.mkdir(parents=True)
    (own / "lunch.txt").write_text("cake")
    assert render("email/lunch.txt", {}, folder=folder, team="checkout") == "cake"
    assert render("email/lunch.txt", {}, folder=folder, team="storefront") == "soup"
    assert render("email/lunch.txt", {}, folder=folder) == "soup"
    (own / "lunch.txt").unlink()
    assert render("email/lunch.txt", {}, folder=folder, team="checkout") == "soup"


def test_a_teams_name_leads_nowhere_else(tmp_path):
    folder = a_folder(tmp_path, lunch="soup")
    (folder / "templates/teams").mkdir()
    (folder / "email").mkdir()
    (folder / "email/lunch.txt").write_text("poison")
    with pytest.raises(BadInput, match="leaves the folder"):
        render("email/lunch.txt", {}, folder=folder, team="../..")


def test_a_changed_template_is_seen_at_once(tmp_path):
    folder = a_folder(tmp_path, lunch="soup")
    assert render("email/lunch.txt", {}, folder=folder) == "soup"
    path = folder / "templates/email/lunch.txt"
    path.write_text("bread")
    os.utime(path, ns=(1, 1))
    assert render("email/lunch.txt", {}, folder=folder) == "bread"


def test_a_link_that_leaves_the_folder_is_refused(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the key")
    folder = a_folder(tmp_path / "ours", soup="soup")
    (folder / "templates/email/lunch.txt").symlink_to(secret)
    with pytest.raises(BadInput, match="leaves the folder"):
        render("email/lunch.txt", {}, folder=folder)


def test_a_link_to_a_folder_outside_is_refused(tmp_path):
    other = a_folder(tmp_path / "theirs", lunch="soup")
    (tmp_path / "ours/templates").mkdir(parents=True)
    (tmp_path / "ours/templates/email").symlink_to(other / "templates/email")
    with pytest.raises(BadInput, match="leaves the folder"):
        render("email/lunch.txt", {}, folder=tmp_path / "ours")


def test_templates_that_are_a_link_out_of_the_governance_folder_are_refused(tmp_path):
    other = a_folder(tmp_path / "theirs", lunch="soup")
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours/templates").symlink_to(other / "templates")
    with pytest.raises(BadInput, match="leaves the folder"):
        render("email/lunch.txt", {}, folder=tmp_path / "ours")


def test_a_link_inside_the_folder_is_followed(tmp_path):
    folder = a_folder(tmp_path, soup="soup")
    (folder / "templates/email/lunch.txt").symlink_to("soup.txt")
    assert render("email/lunch.txt", {}, folder=folder) == "soup"


@pytest.mark.parametrize("target", ["nowhere.txt", "lunch.txt"])
def test_a_link_to_nowhere_or_to_itself_is_said(tmp_path, target):
    folder = a_folder(tmp_path, soup="soup")
    (folder / "templates/email/lunch.txt").symlink_to(target)
    with pytest.raises(BadInput, match="leads nowhere"):
        render("email/lunch.txt", {}, folder=folder)


@pytest.mark.parametrize("name", ["../secret.txt", "email/../../secret.txt", "/etc/hostname", "email/none.txt"])
def test_a_path_stays_under_the_templates(tmp_path, name):
    (tmp_path / "secret.txt").write_text("the key")
    with pytest.raises(BadInput, match="no template"):
        render(name, {}, folder=a_folder(tmp_path, soup="soup"))


def test_a_template_is_a_small_file_of_text(tmp_path):
    folder = a_folder(tmp_path, large="x" * (LARGEST_TEMPLATE + 1))
    (folder / "templates/email/bytes.txt").write_bytes(b"\xff\xfe")
    (folder / "templates/email/folder.txt").mkdir()
    os.mkfifo(folder / "templates/email/pipe.txt")
    for name, problem in (
        ("large", "at most"),
        ("bytes", "UTF-8"),
        ("folder", "has to be a file"),
        ("pipe", "has to be a file"),
    ):
        with pytest.raises(BadInput, match=problem):
            render(f"email/{name}.txt", {}, folder=folder)
