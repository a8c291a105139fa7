"""The same step on a peer: SpiffWorkflow loads a workflow from JSON, completes one task, and saves it again."""

import io
import sqlite3
from pathlib import Path

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

_RUNGS = ("watch", "do-watched", "reverse")


def _ladder() -> str:
    """The three rungs as BPMN: manual tasks one after the other."""
    places = ("start", *_RUNGS, "end")
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{at}" sourceRef="{source}" targetRef="{target}"/>'
        for at, (source, target) in enumerate(zip(places, places[1:], strict=False))
    )
    tasks = "".join(
        f'<bpmn:manualTask id="{rung}" name="{rung}"><bpmn:incoming>f{at}</bpmn:incoming>'
        f"<bpmn:outgoing>f{at + 1}</bpmn:outgoing></bpmn:manualTask>"
        for at, rung in enumerate(_RUNGS)
    )
    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">'
        '<bpmn:process id="ladder" isExecutable="true">'
        '<bpmn:startEvent id="start"><bpmn:outgoing>f0</bpmn:outgoing></bpmn:startEvent>'
        f"{tasks}"
        f'<bpmn:endEvent id="end"><bpmn:incoming>f{len(_RUNGS)}</bpmn:incoming></bpmn:endEvent>'
        f"{flows}</bpmn:process></bpmn:definitions>"
    )


class SpiffLadder:
    """Workflows as JSON in one table of a SQLite file with `synchronous=FULL`."""

    def __init__(self, path: Path, count: int) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(io.BytesIO(_ladder().encode())))
        workflow = BpmnWorkflow(parser.get_spec("ladder"))
        workflow.do_engine_steps()
        self.serializer = BpmnWorkflowSerializer()
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("CREATE TABLE workflows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
        body = self.serializer.serialize_json(workflow)
        self.connection.executemany("INSERT INTO workflows VALUES (?, ?)", ((at, body) for at in range(count)))

    def advance(self, identity: int) -> None:
        """Load one workflow, complete its ready task, save it."""
        self.connection.execute("BEGIN IMMEDIATE")
        [body] = self.connection.execute("SELECT body FROM workflows WHERE id = ?", (identity,)).fetchone()
        workflow = self.serializer.deserialize_json(body)
        workflow.get_next_task(state=TaskState.READY, manual=True).run()
        workflow.do_engine_steps()
        saved = self.serializer.serialize_json(workflow)
        self.connection.execute("UPDATE workflows SET body = ? WHERE id = ?", (saved, identity))
        self.connection.execute("COMMIT")
