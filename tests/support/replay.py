"""What the rows must be: the events folded again, and what an auditor sees in the chains."""

import json
from typing import Any

from preceptor.model.event import GENESIS, payload_digest
from preceptor.model.projection import Delete, Insert, project
from preceptor.ports import Reading
from preceptor.store.tables import PROJECTED

Rows = list[dict[str, Any]]


def replayed(reading: Reading) -> dict[str, Rows]:
    """The rows of every projected table, as the events alone make them."""
    tables: dict[str, Rows] = {table.name: [] for table in PROJECTED}
    for event in reading.events():
        for change in project(event.kind, event.data, reading.payloads(event.id), event.at):
            rows = tables[change.table]
            if isinstance(change, Insert):
                rows.append(dict(change.values))
                continue
            hit = [row for row in rows if all(row[name] == value for name, value in change.key.items())]
            for row in hit:
                if isinstance(change, Delete):
                    rows.remove(row)
                else:
                    row.update(change.values)
    return {name: _sorted(rows) for name, rows in tables.items()}


def stored(reading: Reading) -> dict[str, Rows]:
    """The rows of every projected table, as the database holds them."""
    return {table.name: _sorted([dict(row) for row in reading.rows(table.name)]) for table in PROJECTED}


def broken_links(reading: Reading) -> list[tuple[str, int]]:
    """Stream and seq of every event that its contents, its predecessor or its payloads do not agree with."""
    broken, heads = [], {}
    for event in reading.events():
        seq, previous = heads.get(event.stream, (0, GENESIS))
        payloads = reading.kept_payloads([event.id]).get(event.id, ())
        whole = (
            event.seq == seq + 1
            and event.previous == previous
            and event.hash == event.computed_hash()
            and len(payloads) == len(event.payload_digests)
            and all(
                one.body is None or payload_digest(str(one.salt), one.person, json.loads(one.body)) == digest
                for one, digest in zip(payloads, event.payload_digests, strict=True)
            )
        )
        if not whole:
            broken.append((event.stream, event.seq))
        heads[event.stream] = event.seq, event.hash
    return broken


def _sorted(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: json.dumps(row, default=str, sort_keys=True))
