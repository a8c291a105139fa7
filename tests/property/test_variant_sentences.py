"""What a team does differently is said, and nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.overlays import overlays
from tests.support.world import shipped

from preceptor.model.edition import origin
from preceptor.model.overlay import apply
from preceptor.model.variant_sentences import variant_sentences


@settings(deadline=None)
@given(st.data())
def test_something_is_said_where_something_is_different(data: st.DataObject) -> None:
    process = data.draw(st.sampled_from(sorted(shipped().values(), key=lambda one: one.name)))
    overlay = data.draw(overlays(process))
    followed = apply(process, overlay)
    told = variant_sentences(process, followed)
    assert bool(told) == (followed != process)
    assert len({str(one) for one in told}) == len(told)
    # Each step that is said to be left out is one that is not followed.
    left_out = [name for name, one in origin(process, overlay).items() if one.left_out and "." not in name]
    assert sum(str(one).endswith('" is left out.') for one in told) == len(left_out)
