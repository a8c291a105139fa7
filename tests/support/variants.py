"""Teams' editions, put on record without the way that leads there, for tests of what follows from them."""

from datetime import datetime

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.edition import edition_form
from preceptor.model.event import Happening, moment
from preceptor.model.overlay import Overlay
from preceptor.ports import Request, Store, Writing


def adopt(store: Store, now: datetime, overlay: Overlay, *, change: int | None = None) -> str:
    """Let the team of an overlay follow it from `now` on; the digest of its edition."""

    def work(tx: Writing) -> str:
        team = tx.team_called(overlay.team)
        assert team is not None
        revision = next(one for one in tx.revisions(overlay.process) if one.version == overlay.of)
        form = edition_form(tx.definition(revision.digest), overlay)
        digest = tx.keep_edition(form)
        data: dict[str, Json] = {
            "id": tx.next_id("team_editions"),
            "team": team.id,
            "process": overlay.process,
            "version": overlay.of,
            "digest": digest,
            "standard": digest == revision.digest,
            "origin": "published",
            "effective_at": moment(now),
            "change": change,
        }
        tx.record([Happening(stream=f"team:{team.id}", kind="variant-published", data=data)])
        return digest

    name = canonical.digest(["adopt", canonical.dump(overlay), moment(now), change])
    return store.write(Request(id=name, digest="d", actor=None, now=now, fixed_clock=True), work)
