"""The mails: every notice has its templates, says what it means for its reader, and cannot be broken by a name."""

import re
from html.parser import HTMLParser

import pytest

from preceptor import notices, shipped
from preceptor.errors import BadInput
from preceptor.render.notice import render_notice
from preceptor.render.samples import KINDS, samples, template_problems

#: What no event calls for, but a time.
SCHEDULED = ("digest", "escalation", "status")
EVERY = [(kind, number) for kind in KINDS for number in range(len(samples(kind)))]
READ_BY_TWO = [kind for kind in KINDS if len({values.get("reader") for values in samples(kind)}) == 2]


@pytest.mark.parametrize("kind", KINDS)
def test_every_notice_has_its_three_templates(kind):
    folder = shipped.folder("templates") / "email" / kind
    assert sorted(path.name for path in folder.iterdir()) == ["body.html", "body.txt", "subject.txt"]


def test_every_notice_that_is_sent_has_templates_and_every_folder_of_templates_is_a_notice():
    folders = {path.name for path in (shipped.folder("templates") / "email").iterdir() if path.is_dir()}
    assert {*notices._RECIPIENTS, *SCHEDULED} == set(KINDS) == folders


@pytest.mark.parametrize(("kind", "number"), EVERY)
def test_a_mail_reads_as_before(kind, number, snapshot):
    mail = render_notice(kind, samples(kind)[number])
    assert f"{mail.subject}\n\n{mail.text}" == snapshot


@pytest.mark.parametrize(("kind", "number"), EVERY)
def test_text_and_html_say_the_same(kind, number):
    mail = render_notice(kind, samples(kind)[number])
    body, _, _ = mail.text.partition("\n-- \n")
    assert set(_words(body)) - set(_words(_visible(mail.html))) == set()


@pytest.mark.parametrize(("kind", "number"), EVERY)
def test_text_and_html_list_as_many_things(kind, number):
    """In the text each stands at the beginning of a line of its own."""
    mail = render_notice(kind, samples(kind)[number])
    assert mail.text.count("\n- ") == mail.html.count("<li")


@pytest.mark.parametrize(("kind", "number"), EVERY)
def test_a_subject_says_by_when_where_something_is_due(kind, number):
    values = samples(kind)[number]
    mail = render_notice(kind, values)
    assert "\n" not in mail.subject
    assert (values.get("due") or "") in mail.subject


@pytest.mark.parametrize("kind", READ_BY_TWO)
def test_trainee_and_preceptor_are_told_different_things(kind):
    trainee, preceptor = (render_notice(kind, values) for values in samples(kind)[:2])
    assert trainee.subject != preceptor.subject
    assert "you are the trainee of P-12" in " ".join(trainee.text.split())
    assert "you are the preceptor of P-12" in " ".join(preceptor.text.split())


@pytest.mark.parametrize(("kind", "number"), EVERY)
def test_a_hostile_name_stays_a_name(kind, number):
    hostile = "<script>alert('x')</script>&amp;{{ 7 * 7 }}"
    html = render_notice(kind, _renamed(samples(kind)[number], hostile)).html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "49" not in html


def test_a_subject_stays_one_line_whatever_a_name_holds():
    values = _renamed(samples("pairing-started")[1], "Mira\r\nBcc: everybody@example.org\r\n\r\nHello")
    assert render_notice("pairing-started", values).subject.startswith(
        "P-12: you are preceptor to Mira Bcc: everybody@example.org Hello"
    )


@pytest.mark.parametrize(("kind", "number"), EVERY)
def test_a_mail_needs_nothing_from_outside_itself(kind, number):
    html = render_notice(kind, samples(kind)[number]).html
    assert not re.search(r"https?:|src=|url\(|<link|<style|<img|<a ", html)
    _Balanced().check(html)


@pytest.mark.parametrize(("kind", "number"), EVERY)
def test_lines_of_the_text_part_fit_a_terminal(kind, number):
    assert max(map(len, render_notice(kind, samples(kind)[number]).text.splitlines())) <= 80


def test_what_runs_from_right_to_left_leaves_the_words_around_it_in_their_order():
    """Else the figure behind a name would stand before it: `5 days overdue`."""
    status = samples("status")[0]
    owing = {"login": "pia", "name": "پیا رضایی"}
    late = {**status["overdue"][0], "what": "write up R-1, تم رفض 3", "owing": owing, "days_late": 5}
    mail = render_notice("status", {**status, "overdue": [late]})
    for said in (mail.text, _visible(mail.html)):
        assert "\u2068Write up R-1, تم رفض 3\u2069: \u2068پیا رضایی\u2069, 5 days overdue" in " ".join(said.split())
    assert "\u2068" not in render_notice("status", status).text


@pytest.mark.parametrize(("kind", "number"), EVERY)
def test_a_long_word_makes_no_mail_wider_than_the_screen(kind, number):
    """Such as an address in what somebody said."""
    table = render_notice(kind, samples(kind)[number]).html.partition("max-width:600px")[2].partition(">")[0]
    assert "overflow-wrap:anywhere" in table


def test_the_name_of_a_zone_may_be_broken_between_its_parts():
    values = {**samples("pairing-started")[0], "due": "Friday, 1 May 2026, 17:00 (America/Argentina/Buenos_Aires)"}
    assert "(America/<wbr>Argentina/<wbr>Buenos_Aires)" in render_notice("pairing-started", values).html


def test_a_long_name_is_folded_where_it_is_greeted():
    values = {
        **samples("pairing-started")[0],
        "to": {"login": "otto", "name": "Otto " + "von Hohenlohe " * 9, "team": None},
    }
    assert max(map(len, render_notice("pairing-started", values).text.splitlines()[:3])) <= 72


def test_a_command_is_not_broken_by_folding():
    values = {**samples("pairing-started")[0], "command": "preceptor pairing observe P-12 " + "--met x " * 20}
    assert f"\n  {values['command'].strip()}\n" in render_notice("pairing-started", values).text


def test_a_kind_without_templates_is_said():
    with pytest.raises(BadInput, match=r"email/lunch/subject\.txt"):
        render_notice("lunch", {})


def test_the_shipped_templates_have_no_problems():
    assert list(template_problems()) == []


def test_a_teams_templates_are_tried_with_every_shape_of_a_notice(tmp_path):
    own = tmp_path / "templates/email/rung-advanced"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("\n{{ rung.title }}")
    problems = list(template_problems(tmp_path))
    assert [(problem.path, problem.line) for problem in problems] == [(str(own / "subject.txt"), 2)]


def test_the_templates_of_one_team_are_tried_as_well(tmp_path):
    own = tmp_path / "templates/teams/checkout/email/rung-advanced"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("{{ nothing }}")
    assert [problem.path for problem in template_problems(tmp_path)] == [str(own / "subject.txt")]


def _renamed(values, name):
    return {
        key: {**value, "name": name} if key in ("to", "trainee", "preceptor") else value
        for key, value in values.items()
    }


def _words(text):
    return re.findall(r"\w+", text)


def _visible(html):
    collected = []

    class Text(HTMLParser):
        def handle_data(self, data):
            collected.append(data)

    Text().feed(html)
    return re.sub(r"\s+", " ", "".join(collected))


class _Balanced(HTMLParser):
    def check(self, html):
        self.open = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "br", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
