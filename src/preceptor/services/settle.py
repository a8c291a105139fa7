"""What time brings about, put on record once: by the first command of a day that writes, as the system."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby

from preceptor.model.certification import Certification, Practice, lapse_day
from preceptor.model.event import Happening
from preceptor.services.act import Act
from preceptor.services.owing import Owing, renewals_of, runs_of


def settle(act: Act) -> None:
    """Record the certifications that lapsed up to yesterday (UTC), so that the day is over in every zone."""
    yesterday = act.now.date() - timedelta(days=1)
    through = act.tx.settled_through()
    if through is not None and through >= yesterday:
        return
    act.record(list(_lapses(act)))
    act.tx.settle_through(yesterday)


def _lapses(act: Act) -> Iterable[Happening]:
    yesterday = act.now.date() - timedelta(days=1)
    standing = [one for one in act.tx.certifications() if stands(one) and one.granted_on <= yesterday]
    for (process, role), group in groupby(standing, key=lambda one: (one.process, one.role)):
        certifications = list(group)
        practice = act.tx.practice(process, role, min(one.granted_on for one in certifications))
        days = {one.id: lapse_day(one, practice_for(practice, one)) for one in certifications}
        certified = {one.person for one in certifications if days[one.id] > yesterday}
        for one in certifications:
            day = days[one.id]
            if day <= yesterday:
                owing = Owing(act=act)
                owing.settle(renewals_of(act, one.person, process, role, one.capability))
                if one.person not in certified:
                    certified.add(one.person)
                    owing.settle(runs_of(act, one.person, process, role))
                yield lapsed(one, day, owing)


def stands(one: Certification) -> bool:
    """Whether nothing on record has ended it."""
    return not (one.lapsed_on or one.revoked_on or one.renewed_by)


def lapsed(one: Certification, day: date, owing: Owing) -> Happening:
    """What goes on record when a certification lapses: from which day on, and what is not owed any more."""
    return Happening(
        stream=f"person:{one.person}",
        kind="certification-lapsed",
        data={
            "certification": one.id,
            "person": one.person,
            "process": one.process,
            "role": one.role,
            "capability": one.capability,
            "lapsed_on": day.isoformat(),
            "edition": one.edition,
            **owing.data,
        },
    )


def practice_for(practice: Mapping[int | None, Mapping[str, Practice]], certification: Certification) -> Practice:
    """The practice that keeps a certification alive; only occasions where the person never took part."""
    nobody = practice[None][certification.capability]
    own = practice.get(certification.person)
    return own[certification.capability] if own else nobody
