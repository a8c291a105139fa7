"""Queries about what people make of finished retrospectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from preceptor.model.study import Discussion, NamedControl
    from preceptor.model.survey import SurveyCount, SurveyText


class Learning(Protocol):
    """Part of `Reading`."""

    def survey_answer(self, retrospective: int, person: int) -> int | None:
        """How useful somebody found it, when they were asked last; None: they did not answer."""
        ...

    def survey_counts(self, process: str) -> Sequence[SurveyCount]:
        """How many gave which answer, by edition and team."""
        ...

    def survey_texts(self, process: str, team: int | None = None) -> Sequence[SurveyText]:
        """What people would keep, drop or add, as they said last; of one team or all. Erased ones are left out."""
        ...

    def discussions(self, retrospective: int) -> Sequence[Discussion]:
        """In the order in which they were recorded."""
        ...

    def discussed(self, process: str, people: Collection[int] | None = None) -> Mapping[int, int]:
        """How often retrospectives of a process were discussed, by some people or anybody; without any: left out."""
        ...

    def reports_from_discussions(self, process: str, people: Collection[int] | None = None) -> Collection[int]:
        """The ids of the reports that came of them."""
        ...

    def parts_of(self, people: Collection[int], role: str | None = None) -> frozenset[int]:
        """Retrospectives in which one of them has a role, or that one; without `role` also where one spoke."""
        ...

    def named_controls(self, process: str) -> Sequence[NamedControl]:
        """The safety controls that write-ups of a process name, finished or not; by retrospective and position."""
        ...

    def unread(self, process: str, person: int) -> int:
        """How many finished write-ups of a process somebody has neither discussed nor had a part in."""
        ...
