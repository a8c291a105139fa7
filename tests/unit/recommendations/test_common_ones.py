"""What thirty public post-mortems ask for again and again is found.

A reader who goes through their recommendations would name these, each asked for in several incidents: monitor the
part that failed; alert on messages in logs; be told when the cluster is full; write down how certificates are made;
no copying by hand; priority classes for critical workloads; tests of the ingress and of Traefik.
"""

from functools import cache

import pytest
from tests.support import post_mortems

from preceptor.model.similarity import Corpus
from preceptor.writeup.reading import read

#: How many groups are looked at; there are 123 recommendations.
TOP = 12


@cache
def groups() -> list[tuple[int, frozenset[str], tuple[str, ...]]]:
    """Of the first groups: how many incidents, the words in common, and the texts."""
    texts = {
        (name, place): one.text
        for name in post_mortems.documents()
        for place, one in enumerate(read(post_mortems.text_of(name)).writeup.recommendations)
    }
    incidents = {key: key[0] for key in texts}
    found = list(Corpus(texts).groups(of=incidents))[:TOP]
    return [
        (len({incidents[key] for key in one.keys}), frozenset(one.words), tuple(texts[key] for key in one.keys))
        for one in found
    ]


def test_there_are_recommendations_in_all_of_them() -> None:
    assert len(post_mortems.documents()) == 30
    assert (
        sum(len(read(post_mortems.text_of(one)).writeup.recommendations) for one in post_mortems.documents()) == 123
    )


@pytest.mark.parametrize(
    ("word", "incidents", "said"),
    [
        ("monitoring", 5, "Implement monitoring on Kyverno"),
        ("log", 4, 'Add log metric for "Error creating user" message'),
        ("alerting", 3, "We need better alerting for when cluster is full"),
        ("certificates", 2, "Document the process of creating/updating KIAM certificates"),
        ("copy", 2, "Add a command that can be copy&pasted"),
        ("classes", 2, "priority-classes for critical workloads"),
        ("ingress", 2, "Create ingress test suite"),
        ("traefik", 2, "Add an additional Traefik test"),
    ],
)
def test_what_a_reader_would_name_is_near_the_top(word: str, incidents: int, said: str) -> None:
    found = [one for one in groups() if word in one[1]]
    assert found, [sorted(words) for _, words, _ in groups()]
    count, _, texts = found[0]
    assert count >= incidents
    assert any(said in text for text in texts)


def test_what_most_incidents_ask_for_comes_first() -> None:
    counts = [count for count, _, _ in groups()]
    assert counts == sorted(counts, reverse=True)


def test_where_a_ticket_is_says_nothing_about_what_is_asked_for() -> None:
    assert not any({"github", "https", "com"} & words for _, words, _ in groups())
