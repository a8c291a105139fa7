"""A template of a team can neither reach out nor run away: it ends soon and small, and says where it is wrong."""

import os
import time
import tracemalloc

import pytest

from preceptor.errors import BadInput
from preceptor.render.environment import render
from preceptor.render.limits import SECONDS

#: What templates get here; there is nothing else.
VALUES = {"name": "Mira", "people": ["Tomas", "Ada"], "to": {"name": "Mira"}, "many": list(range(1000)), "count": 9}

#: Known ways out of a sandbox of Jinja2's, and what they need on the way.
ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ name.__class__ }}",
    "{{ name['__class__'] }}",
    "{{ people.__class__ }}",
    "{{ to.__class__ }}",
    "{{ to['__class__'] }}",
    "{{ to.get.__self__ }}",
    "{{ count.__class__ }}",
    "{{ count.real }}",
    "{{ count.to_bytes(4, 'big') }}",
    "{{ true.__class__ }}",
    "{{ none.__class__ }}",
    "{{ name|attr('__class__') }}",
    "{{ name|attr('upper') }}",
    "{{ people|map('attr', '__class__')|list }}",
    "{{ people|map(attribute='__class__.__mro__')|join }}",
    "{{ [to]|map(attribute='get')|first }}",
    "{{ people|sort(attribute='__class__') }}",
    "{{ people|selectattr('__class__')|list }}",
    "{{ people|unique(attribute='__class__')|list }}",
    "{{ people|sum(attribute='__class__') }}",
    "{{ people|max(attribute='__class__') }}",
    "{{ '{0.__class__}'.format(name) }}",
    "{{ '{0.__class__}'.format_map({'0': name}) }}",
    "{{ '{}'.format.__self__ }}",
    "{{ ('{0.__class__.__init__.__globals__}'|e).format(name) }}",
    "{{ '%s'|format(name) }}",
    "{{ ['{0.__class__}']|map('format', name)|list }}",
    "{{ name.format }}",
    "{{ name['format'] }}",
    "{% set f = name.format_map %}{{ f(to) }}",
    "{{ name.translate({}) }}",
    "{{ name.encode() }}",
    "{{ name.maketrans }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ self.__class__ }}",
    "{{ loop }}",
    "{% for one in people %}{{ loop.__init__ }}{% endfor %}",
    "{% for one in people %}{{ loop._iterator }}{% endfor %}",
    "{% for one in people %}{{ loop['_recurse'] }}{% endfor %}",
    "{% macro m() %}{% endmacro %}{{ m._func }}",
    "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m|attr('_environment') }}",
    "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% macro m() %}{{ varargs.__class__ }}{% endmacro %}{{ m(1) }}",
    "{% macro m() %}{{ kwargs.__class__ }}{% endmacro %}{{ m(a=1) }}",
    "{% import 'email/parts.html' as parts %}{{ parts.__class__ }}",
    "{% import 'email/parts.html' as parts %}{{ parts._body_stream }}",
    "{% import 'email/parts.html' as parts %}{{ parts.code._func.__globals__ }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ joiner.__init__ }}",
    "{{ namespace.__init__ }}",
    "{{ namespace(a=1) }}",
    "{{ dict(a=1) }}",
    "{{ range(10) }}",
    "{{ config }}",
    "{{ request }}",
    "{{ environment }}",
    "{{ context }}",
    "{{ environ['HOME'] }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ url_for.__globals__ }}",
    "{{ open('/etc/passwd').read() }}",
    "{{ __import__('os').environ }}",
    "{{ eval('1') }}",
    "{{ people.append('me') }}",
    "{{ people.sort() }}",
    "{{ people['append'] }}",
    "{{ to.update(a=1) }}",
    "{{ to.pop('name') }}",
    "{{ to.setdefault('a', 1) }}",
    "{{ people|map('random')|list }}",
    "{{ people|random }}",
    "{{ people|pprint }}",
    "{{ people|tojson }}",
    "{{ people|xmlattr }}",
    "{% include '/etc/passwd' %}",
    "{% include '../../secret.txt' %}",
    "{% include 'email/../../../secret.txt' %}",
    "{% include ['/etc/passwd', '../secret.txt'] %}",
    "{% import '/proc/self/environ' as e %}{{ e }}",
    "{% from '../secret.txt' import key %}",
    "{% extends '../secret.txt' %}",
    "{% include 'email\\\\..\\\\secret.txt' %}",
    "{% include 'email/link.txt' %}",
    "{% include 'email/away/secret.txt' %}",
    "{% do people.append(1) %}",
    "{% debug %}",
    "{% break %}",
    "{% python %}import os{% endpython %}",
]

#: What grows or goes on without end.
RUNAWAYS = {
    "nested loops": "{% for a in many %}{% for b in many %}{% for c in many %}x{% endfor %}{% endfor %}{% endfor %}",
    "loops that pass over everything": "{% for a in many %}{% for b in many if b < 0 %}{% endfor %}{% endfor %}" * 40,
    "loops over a literal": "{% set l = [1,2,3,4,5,6,7,8,9,0] %}" + "{% for a in l %}" * 9 + "{% endfor %}" * 9,
    "a macro that calls itself twice": "{% macro f(n) %}{% if n %}"
    "{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(40) }}",
    "a macro that calls itself for ever": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "a file that includes itself": "{% include 'email/lunch.txt' %}",
    "a file that includes itself twice": "{% if n is not defined %}{% set n = 30 %}{% endif %}"
    "{% if n %}{% set n = n - 1 %}"
    "{% include 'email/lunch.txt' %}{% include 'email/lunch.txt' %}{% endif %}",
    "a file that extends itself": "{% extends 'email/lunch.txt' %}",
    "a file that imports itself": "{% import 'email/lunch.txt' as me %}",
    "a block that shows itself": "{% block a %}{{ self.a() }}{% endblock %}",
    "a loop that calls itself": "{% for a in many recursive %}{{ loop(many) }}{% endfor %}",
    "a text times a number": "{{ 'a' * 1000000000 }}",
    "a number times a text": "{{ 1000000000 * name }}",
    "a list times a number": "{{ ([1] * 1000000000)|length }}",
    "a list in a list, times": "{{ [['a'*900000] * 900000] }}",
    "doubling by ~": "{% set x = 'a' ~ name %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}",
    "doubling by +": "{% set x = 'a' + name %}" + "{% set x = x + x %}" * 60 + "{{ x }}",
    "doubling a list": "{% set x = [1] %}" + "{% set x = x + x %}" * 60 + "{{ x|length }}",
    "lists in lists": "{% set x = [1] %}" + "{% set x = [x, x] %}" * 60 + "{{ x }}",
    "tuples in tuples, compared": "{% set x = (1,) %}{% set y = (1,) %}"
    + "{% set x = (x, x) %}{% set y = (y, y) %}" * 60
    + "{{ x == y }}",
    "mappings in mappings": "{% set x = {} %}" + "{% set x = {'a': x, 'b': x} %}" * 60 + "{{ x }}",
    "blocks of text in blocks of text": "{% set x %}aaaaaaaa{% endset %}"
    + "{% set x %}{{ x }}{{ x }}{% endset %}" * 60,
    "its own text, in loops": "{% macro m() %}{% for a in many %}"
    + "x" * 60_000
    + "{% endfor %}{% endmacro %}{{ m() }}",
    "its own text, printed": "{% for a in many %}" + "x" * 60_000 + "{% endfor %}",
    "a long text in loops": "{% set x = 'a' * 900000 %}"
    "{% macro m() %}{% for a in many %}{{ x }}{% endfor %}{% endmacro %}{{ m() }}",
    "a long text, compared in loops": "{% set x = 'a' * 900000 %}{% set y = x ~ 'b' %}"
    "{% for a in many %}{% for b in many %}{{ x in y }}{% endfor %}{% endfor %}",
    "a power": "{{ 9 ** 999999999 }}",
    "powers of powers": "{% set x = 99 %}" + "{% set x = x ** 99 %}" * 9,
    "products": "{% set x = 99 %}" + "{% set x = x * x %}" * 60,
    "a padded number": "{{ '%999999999d' % 1 }}",
    "a padded word": "{{ '{:>999999999}'.format(name) }}",
    "center": "{{ name|center(999999999) }}",
    "center, the method": "{{ name.center(999999999) }}",
    "ljust": "{{ name.ljust(999999999) }}",
    "zfill": "{{ name.zfill(999999999) }}",
    "expandtabs": "{{ '\t'.expandtabs(999999999) }}",
    "indent": "{{ name|indent(999999999, true) }}",
    "wordwrap": "{{ name|wordwrap(1, wrapstring='a' * 999999999) }}",
    "batch": "{{ people|batch(999999999, 'x')|list }}",
    "slice": "{{ people|slice(999999999)|list }}",
    "round": "{{ 1|round(999999999, 'ceil') }}",
    "replace": "{% set x = 'a' * 900000 %}{{ x|replace('a', x) }}",
    "replace with nothing to find": "{% set x = 'a' * 900000 %}{{ x|replace('', x) }}",
    "join": "{% set x = 'a' * 900000 %}{{ many|join(x) }}",
    "join, the method": "{{ ('a' * 900000).join(people * 1000) }}",
    "map": "{% set x = 'a' * 900000 %}{{ many|map('replace', '', x)|list }}",
    "map that makes much of each": "{% set x = 'aaaa' * 200000 %}"
    "{{ many|map('string')|map('default', x)|map('replace', '', x)|join }}",
    "sum of lists": "{{ [people * 1000] | sum(start=[]) }}",
    "escaping": "{% set x = '<' * 900000 %}{{ (x|e|string|e|string|e|string)|length }}",
    "urlencode": "{% set x = ' ' * 900000 %}{{ (x|urlencode|urlencode|urlencode)|length }}",
    "deep brackets": "{{ " + "(" * 30_000 + "1" + ")" * 30_000 + " }}",
    "deep lists": "{{ " + "[" * 30_000 + "]" * 30_000 + " }}",
    "deep loops": "{% if 1 %}" * 9_000 + "{% endif %}" * 9_000,
    "a fold of a long text": "{% for a in many %}{{ ('a ' * 400000)|fold }}{% endfor %}",
    "prose of a long text": "{% for a in many %}{{ ('**a ' * 200000)|html_prose }}{% endfor %}",
}


def a_template(folder, source):
    own = folder / "ours/templates/email"
    own.mkdir(parents=True)
    (folder / "secret.txt").write_text("the key")
    (own / "link.txt").symlink_to(folder / "secret.txt")
    (own / "away").symlink_to(folder)
    (own / "lunch.txt").write_text(source)
    return own.parent.parent


@pytest.mark.parametrize("source", ESCAPES)
def test_a_template_reaches_nothing_but_its_values(tmp_path, source):
    folder = a_template(tmp_path, source)
    with pytest.raises(BadInput) as refused:
        render("email/lunch.txt", VALUES, folder=folder)
    assert "the key" not in str(refused.value)
    assert os.environ["PATH"] not in str(refused.value)


@pytest.mark.parametrize(
    "source", ["{{ people|map(attribute='__class__')|list|string }}", "{{ [to]|groupby('__class__')|string }}"]
)
def test_what_is_not_there_is_printed_as_nothing_that_is(tmp_path, source):
    assert "class" not in render("email/lunch.txt", VALUES, folder=a_template(tmp_path, source))


@pytest.mark.parametrize("source", RUNAWAYS.values(), ids=RUNAWAYS)
def test_a_template_that_runs_away_is_stopped_soon_and_small(tmp_path, source):
    folder = a_template(tmp_path, source)
    tracemalloc.start()
    begun = time.thread_time()
    try:
        with pytest.raises(BadInput) as refused:
            render("email/lunch.txt", VALUES, folder=folder)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # Following the memory makes everything several times slower.
    assert time.thread_time() - begun < 5 * SECONDS
    assert peak < 200 * 2**20
    assert refused.value.path == str(folder / "templates/email/lunch.txt")


def test_whoever_goes_too_far_is_told_where(tmp_path):
    folder = a_template(tmp_path, "Hello\n{% for a in many %}\n{% for b in many %}\nx{% endfor %}{% endfor %}\n")
    with pytest.raises(BadInput, match="more than 300000 steps") as refused:
        render("email/lunch.txt", VALUES, folder=folder)
    assert refused.value.line in (3, 4)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ people|map('upper')|join(', ') }}", "TOMAS, ADA"),
        ("{{ people + ['Eve'] }}", "['Tomas', 'Ada', 'Eve']"),
        ("{{ name|replace('i', 'y') }}", "Myra"),
        ("{{ '-' * 10 }}", "-" * 10),
        ("{{ count * 2 ** 3 % 5 }}", "2"),
        ("{% for key, value in to.items() %}{{ key }}={{ value }}{% endfor %}", "name=Mira"),
        ("{% for one in people %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{% endfor %}", "1a2b"),
        ("{% set first, second = people %}{{ second ~ first }}", "AdaTomas"),
        ("{{ name.split('i')[1] }}", "ra"),
        ("{% for a in many %}{% if a is divisibleby 500 %}{{ a }} {% endif %}{% endfor %}", "0 500 "),
    ],
)
def test_what_a_mail_needs_it_may_do(tmp_path, source, text):
    assert render("email/lunch.txt", VALUES, folder=a_template(tmp_path, source)) == text


def test_one_template_that_ran_away_leaves_the_next_all_its_steps(tmp_path):
    with pytest.raises(BadInput):
        render("email/lunch.txt", VALUES, folder=a_template(tmp_path / "a", RUNAWAYS["nested loops"]))
    fits = "{% for a in many %}{% for b in people %}x{% endfor %}{% endfor %}"
    assert render("email/lunch.txt", VALUES, folder=a_template(tmp_path / "b", fits)) == "x" * 2000
