"""Observations and the practice they show."""

from datetime import date, timedelta

from tests.support.happenings import NOW, a_person, an_observation, write

from preceptor.model.certification import Practice
from preceptor.model.event import Happening
from preceptor.model.pairing import Observation
from preceptor.store import SqlStore

PEOPLE = (a_person(1, "ada"), a_person(2, "bea"), a_person(3, "cem"))
FRIDAY = date(2026, 2, 27)


def _voided(identity: int) -> Happening:
    return Happening(stream="process:retrospective", kind="observation-voided", data={"observation": identity})


def test_an_observation_is_read_with_its_watchers(store: SqlStore) -> None:
    write(store, "r", *PEOPLE, an_observation(1, performer=2, watchers=(3, 1)))
    with store.reading() as tx:
        assert tx.observation(1) == Observation(
            id=1,
            process="retrospective",
            role="author",
            held_on=FRIDAY,
            subject="Incident 7",
            performer=2,
            watchers=(1, 3),
            recorded_at=NOW,
        )
        assert tx.observation(2) is None


def test_the_same_occasion_is_found_whatever_the_case_and_spaces_of_its_subject(store: SqlStore) -> None:
    write(store, "r", *PEOPLE, an_observation(1, performer=2, subject="  Große  Störung "))
    with store.reading() as tx:
        for subject in ("große störung", "GROSSE\tSTÖRUNG"):
            assert tx.observation_like("retrospective", "author", FRIDAY, subject, 2) == 1
        assert tx.observation_like("retrospective", "author", FRIDAY, "Störung", 2) is None
        assert tx.observation_like("retrospective", "author", FRIDAY, "große störung", 1) is None
        assert tx.observation_like("retrospective", "moderator", FRIDAY, "große störung", 2) is None


def test_what_was_voided_is_no_occasion_any_more(store: SqlStore) -> None:
    write(store, "r", *PEOPLE, an_observation(1, performer=2, watchers=(1,)))
    write(store, "s", _voided(1), minutes=3)
    with store.reading() as tx:
        voided = tx.observation(1)
        assert voided is not None
        assert voided.voided_at == NOW + timedelta(minutes=3)
        assert tx.observation_like("retrospective", "author", FRIDAY, "Incident 7", 2) is None
        assert list(tx.observations()) == list(tx.observations(person=1)) == []
        assert list(tx.struck("retrospective")) == [voided]
        assert list(tx.struck("release")) == []
        assert set(tx.practice("retrospective", "author", date(2026, 1, 1))) == {None}
    write(store, "t", an_observation(2, performer=2), minutes=4)
    with store.reading() as tx:
        assert tx.observation_like("retrospective", "author", FRIDAY, "Incident 7", 2) == 2


def test_observations_are_paged_by_day_and_id_without_loss(store: SqlStore) -> None:
    many = [
        an_observation(n, performer=1 + n % 2, watchers=(3,), subject=f"s{n}", held_on=FRIDAY - timedelta(n % 7))
        for n in range(1, 1203)
    ]
    elsewhere = an_observation(5000, performer=1, process="release")
    write(store, "r", *PEOPLE, *many, elsewhere)
    with store.reading() as tx:
        everything = list(tx.observations())
        assert len(everything) == 1203
        assert [(one.held_on, one.id) for one in everything] == sorted((one.held_on, one.id) for one in everything)
        assert {one.watchers for one in everything if one.id != 5000} == {(3,)}
        assert len(list(tx.observations(process="retrospective"))) == 1202
        assert [one.id for one in tx.observations(process="release")] == [5000]
        assert len(list(tx.observations(person=3))) == 1202
        assert len(list(tx.observations(person=1))) == 602
        assert [one.id for one in tx.observations(process="release", person=1)] == [5000]


def test_practice_tells_leading_from_being_there(store: SqlStore) -> None:
    days = [FRIDAY - timedelta(days=back) for back in (20, 10, 0)]
    write(
        store,
        "r",
        *PEOPLE,
        an_observation(1, performer=1, watchers=(2,), held_on=days[2]),
        an_observation(2, performer=2, watchers=(1,), held_on=days[1]),
        an_observation(3, performer=2, held_on=days[0]),
        an_observation(4, performer=2, watchers=(1,), held_on=days[1], role="moderator"),
    )
    occasions = tuple(days)
    with store.reading() as tx:
        assert tx.practice("retrospective", "author", days[0]) == {
            None: {"lead": Practice(occasions=occasions), "teach": Practice(occasions=occasions)},
            1: {
                "lead": Practice(occasions=occasions, own=(days[2],)),
                "teach": Practice(occasions=occasions, own=(days[1], days[2])),
            },
            2: {
                "lead": Practice(occasions=occasions, own=(days[0], days[1])),
                "teach": Practice(occasions=occasions, own=tuple(days)),
            },
        }
        assert tx.practice("retrospective", "author", days[2])[None]["lead"].occasions == (days[2],)
