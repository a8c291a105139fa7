"""What teams do differently, for the page: in sentences, with their waivers."""

from collections.abc import Sequence

from preceptor.model.definition import Process
from preceptor.model.overlay import Overlay, Path, apply, name_of
from preceptor.model.variant_sentences import variant_sentences
from preceptor.render.prose import literal

Values = dict[str, object]


def variants_of(process: Process, variants: Sequence[Overlay]) -> list[Values]:
    """The variants of one process by team. One on another version is told by what it touches: it has no sentences."""
    own = sorted((one for one in variants if one.process == process.name), key=lambda one: one.team)
    return [_variant(process, one) for one in own]


def _variant(process: Process, overlay: Overlay) -> Values:
    current = overlay.of == process.version
    told = variant_sentences(process, apply(process, overlay)) if current else ()
    return {
        "team": literal(overlay.team),
        "anchor": f"{process.name}-variant-{overlay.team}",
        "of": overlay.of,
        "current": current,
        "sentences": [literal(str(one)) for one in told],
        "touches": [literal(name) for name in (*(name_of(place) for place in overlay.places()), *overlay.add)],
        "waivers": [
            {
                "part": literal(_part(path)),
                "until": one.until,
                "approver": literal(one.approver) if one.approver else None,
            }
            for path, one in overlay.waivers().items()
        ],
    }


def _part(path: Path) -> str:
    """What is waived, as people call it: `research.due`."""
    return name_of((*path[:-2], path[-1]))
