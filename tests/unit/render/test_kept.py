"""What many mails share is kept while they are made, and no mail says anything else for it."""

import os
import random

import pytest

from preceptor.errors import BadInput
from preceptor.render import kept
from preceptor.render.environment import environment_of, look_again, render
from preceptor.render.notice import render_notice
from preceptor.render.samples import KINDS, samples


def templates(folder, **files):
    for name, text in files.items():
        path = folder / "templates/email" / name.replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, ns=(len(text), len(text)))
    look_again(folder)
    return folder


def made(folder, **values):
    """What a mail says, as one of many; which is what it says alone."""
    many = render("email/mail.txt", values, folder=folder, batch=True)
    assert many == render("email/mail.txt", values, folder=folder)
    return many


def renamed(value, chance):
    """The same values, with other words here and there."""
    if isinstance(value, dict):
        return {key: renamed(one, chance) for key, one in value.items()}
    if isinstance(value, list):
        return [renamed(one, chance) for one in value]
    return f"{value} {chance.randint(0, 2)}" if isinstance(value, str) and " " in value else value


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_says_what_it_says_alone(kind):
    chance = random.Random(kind)
    for _ in range(5):
        for values in samples(kind):
            other = renamed(values, chance)
            assert render_notice(kind, other, batch=True) == render_notice(kind, other)


def test_a_part_that_is_kept_is_printed_for_the_same_values_only(tmp_path):
    folder = templates(
        tmp_path,
        layout__txt="Hello {{ to }}, {% block body %}{% endblock %}",
        mail__txt='{% extends "email/layout.txt" %}{% block body %}{{ why }}{% endblock %}',
    )
    assert made(folder, to="Mira", why="soup") == "Hello Mira, soup"
    assert made(folder, to="Ada", why="soup") == "Hello Ada, soup"
    assert made(folder, to="Ada", why="bread") == "Hello Ada, bread"


@pytest.mark.parametrize(
    "body",
    [
        "{{ to }}",
        "{% include 'email/part.txt' %}",
        "{% for one in [to] %}{% include 'email/inner.txt' %}{% endfor %}",
        "{% set one = to %}{% include 'email/inner.txt' %}",
        "{% include name_of_part %}",
        "{% include ['email/none.txt', 'email/part.txt'] %}",
        "{% import 'email/macros.txt' as m with context %}{{ m.named() }}",
        "{% from 'email/macros.txt' import named with context %}{{ named() }}",
        "{% macro own() %}{{ to }}{% endmacro %}{{ own() }}",
        "{{ above }}",
        "{{ macro_above() }}",
        "{{ self.title() }}",
        "{% filter upper %}{{ to }}{% endfilter %}",
        "{% block inner %}{{ to }}{% endblock %}",
        "{% if to is defined %}{{ to }}{% endif %}",
        "{{ parts.plain(to) }}",
    ],
)
def test_whatever_way_a_block_reads_a_name_it_prints_its_own_reader(tmp_path, body):
    folder = templates(
        tmp_path,
        part__txt="{{ to }}",
        inner__txt="{{ one }}",
        macros__txt="{% macro named() %}{{ to }}{% endmacro %}{% macro plain(who) %}{{ who }}{% endmacro %}",
        layout__txt="{% block title %}{{ to }}{% endblock %}: {% block body %}{% endblock %}",
        mail__txt='{% extends "email/layout.txt" %}{% import "email/macros.txt" as parts %}'
        "{% set above = to %}{% macro macro_above() %}{{ to }}{% endmacro %}"
        f"{{% block body %}}{body}{{% endblock %}}",
    )
    for to in ("Mira", "Ada", "Mira"):
        assert made(folder, to=to, name_of_part="email/part.txt").lower() == f"{to}: {to}".lower()


def test_true_and_one_are_not_the_same(tmp_path):
    folder = templates(tmp_path, mail__txt="{% block a %}{{ n }}{% endblock %}")
    assert [made(folder, n=n) for n in (True, 1, "1", None)] == ["True", "1", "1", "None"]


def test_a_template_that_another_includes_is_seen_when_it_has_changed(tmp_path):
    folder = templates(
        tmp_path, part__txt="soup", mail__txt="{% block a %}{% include 'email/part.txt' %}{% endblock %}"
    )
    assert made(folder) == "soup"
    templates(tmp_path, part__txt="a sandwich")
    assert made(folder) == "a sandwich"


def test_while_a_batch_is_made_templates_stay_as_they_are(tmp_path):
    folder = templates(tmp_path, mail__txt="soup")
    assert made(folder) == "soup"
    (folder / "templates/email/mail.txt").write_text("bread and butter")
    assert render("email/mail.txt", {}, folder=folder, batch=True) == "soup"
    look_again(folder)
    assert made(folder) == "bread and butter"


def test_what_a_block_would_include_but_does_not_may_be_missing(tmp_path):
    folder = templates(
        tmp_path, mail__txt="{% block a %}{% if n %}{% include 'email/none.txt' %}{% endif %}{% endblock %}"
    )
    assert made(folder, n=0) == ""
    with pytest.raises(BadInput, match="no template"):
        render("email/mail.txt", {"n": 1}, folder=folder, batch=True)


@pytest.mark.parametrize(
    "body",
    [
        "{{ parts.plain(to) }}",
        "{{ parts.plain(who=to) }}",
        "{{ parts.listed([to]) }}",
        "{% call parts.around() %}{{ to }}{% endcall %}",
        "{{ parts.plain(parts.plain(to)) }}",
        "{% include 'email/part.txt' %}",
        "{% include 'email/importing.txt' %}",
    ],
)
def test_a_macro_that_is_kept_says_what_it_is_called_with(tmp_path, body):
    folder = templates(
        tmp_path,
        part__txt="{{ to }}",
        importing__txt='{% import "email/macros.txt" as parts %}{{ parts.plain(to) }}',
        macros__txt="{% macro plain(who) %}{{ who }}{% endmacro %}{% macro around() %}{{ caller() }}{% endmacro %}"
        "{% macro listed(all) %}{% for one in all %}{{ one }}{% endfor %}{% endmacro %}",
        mail__txt=f'{{% import "email/macros.txt" as parts %}}{body}',
    )
    for to in ("Mira", "<Ada>", "Mira", 1, True):
        assert made(folder, to=to) == str(to)


def test_a_macro_is_escaped_where_it_is_used_in_html_and_not_in_text(tmp_path):
    folder = templates(
        tmp_path,
        macros__html="{% macro named(who) %}<b>{{ who }}</b>{% endmacro %}",
        part__html='{% import "email/macros.html" as parts %}{{ parts.named(to) }}',
        mail__txt='{% import "email/macros.html" as parts %}{{ parts.named(to) }}',
    )
    for _ in range(2):
        assert made(folder, to="A&B") == "<b>A&amp;B</b>"
        assert render("email/part.html", {"to": "A&B"}, folder=folder, batch=True) == "<b>A&amp;B</b>"


def test_teams_without_templates_of_their_own_share_what_was_compiled(tmp_path):
    folder = templates(tmp_path, mail__txt="soup")
    (folder / "templates/teams/checkout/email").mkdir(parents=True)
    look_again(folder)
    one, other, own = (environment_of(folder, team, batch=True) for team in ("storefront", "search", "checkout"))
    assert one is other is environment_of(folder, None, batch=True)
    assert own is not one


def test_a_teams_first_template_is_seen_by_the_next_batch(tmp_path):
    folder = templates(tmp_path, mail__txt="soup")

    def said():
        return render("email/mail.txt", {}, folder=folder, team="checkout", batch=True)

    assert said() == "soup"
    own = folder / "templates/teams/checkout/email"
    own.mkdir(parents=True)
    (own / "mail.txt").write_text("cake")
    assert said() == "soup"
    look_again(folder)
    assert said() == "cake"


def test_what_is_kept_has_its_bounds(monkeypatch, tmp_path):
    """A template of a team may be large in every way that it is allowed, and all that is kept stays small."""
    shelf = kept._Shelf(1_000)
    monkeypatch.setattr(kept, "_SHELF", shelf)
    folder = templates(tmp_path, mail__txt="{% block a %}{{ to }}{% endblock %}")
    for to in ["x" * 400, "y" * 400, "z" * 5_000, *map(str, range(100))]:
        assert made(folder, to=to) == to
        assert sum(len(key[1]) + len(text) for key, text in shelf._texts.items()) <= 1_000
