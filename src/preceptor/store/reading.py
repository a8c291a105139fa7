"""All queries together: what `ports.Reading` promises."""

from preceptor.store.change_reading import ChangeReading
from preceptor.store.concerned_reading import ConcernedReading
from preceptor.store.counting import CountReading
from preceptor.store.duty_reading import DutyReading
from preceptor.store.following_reading import FollowingReading
from preceptor.store.learning_reading import LearningReading
from preceptor.store.log_reading import LogReading
from preceptor.store.measure_reading import MeasureReading
from preceptor.store.observation_reading import ObservationReading
from preceptor.store.pairing_reading import PairingReading
from preceptor.store.people_reading import PeopleReading
from preceptor.store.recommendation_reading import RecommendationReading
from preceptor.store.reminding_reading import RemindingReading
from preceptor.store.retrospective_reading import RetrospectiveReading
from preceptor.store.review_reading import ReviewReading
from preceptor.store.running_reading import RunningReading
from preceptor.store.variant_reading import VariantReading


class SqlReading(
    PeopleReading,
    PairingReading,
    RunningReading,
    ChangeReading,
    VariantReading,
    FollowingReading,
    ConcernedReading,
    ObservationReading,
    RetrospectiveReading,
    ReviewReading,
    RecommendationReading,
    DutyReading,
    RemindingReading,
    LogReading,
    CountReading,
    LearningReading,
    MeasureReading,
):
    """A consistent read."""
