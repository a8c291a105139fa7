"""What events about surveys and discussions do to the state; see `model/projection.py`."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from preceptor.model.row_changes import Bodies, Change, Delete, Insert, on


@on("survey-answered")
def _answered(data: Any, payloads: Bodies, at: Any) -> Iterator[Change]:
    """The last answer of a person takes the place of the one before."""
    key = {"retrospective_id": data["retrospective"], "person_id": data["by"]}
    yield Delete(table="survey_answers", key=key)
    yield Insert(table="survey_answers", values={**key, "useful": data["useful"], "answered_at": at})


@on("retrospective-discussed")
def _discussed(data: Any, payloads: Bodies, at: Any) -> Iterator[Change]:
    key = {"retrospective_id": data["retrospective"], "number": data["number"]}
    held_on = date.fromisoformat(data["held_on"])
    yield Insert(
        table="discussions", values={**key, "held_on": held_on, "recorder_id": data["by"], "recorded_at": at}
    )
    for person in data["people"]:
        yield Insert(table="discussion_people", values={**key, "person_id": person})
    for report in data["reports"]:
        yield Insert(table="discussion_reports", values={**key, "report_id": report})
