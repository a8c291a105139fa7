"""The same ladder on a peer: SpiffWorkflow loads a pairing from JSON, signs its rung, and saves it again.

The workflow says what the ladder says: on each rung somebody observes and gives feedback until the counts are met,
rates the standards, repeats on *not yet*, signs, and grants. Its people are in its data. It has no events, no
obligations, no mail and no hashes.
"""

import io
import sqlite3
from pathlib import Path

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

_RUNGS = ("watch", "dowatched", "reverse")
_STEPS = ("observe", "feedback", "rate", "sign")


class _Drawing:
    """Collects the nodes and flows of a BPMN process."""

    def __init__(self) -> None:
        self.nodes: list[str] = []
        self.flows: list[str] = []

    def node(self, kind: str, name: str, inside: str = "", **attributes: str) -> str:
        more = "".join(f' {key}="{value}"' for key, value in attributes.items())
        self.nodes.append(f'<bpmn:{kind} id="{name}" name="{name}"{more}>{inside}</bpmn:{kind}>')
        return name

    def flow(self, source: str, target: str, condition: str | None = None) -> str:
        name = f"from_{source}_to_{target}"
        inside = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        self.flows.append(
            f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inside}</bpmn:sequenceFlow>'
        )
        return name

    def xml(self) -> str:
        return (
            '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">'
            f'<bpmn:process id="ladder" isExecutable="true">{"".join(self.nodes)}{"".join(self.flows)}</bpmn:process>'
            "</bpmn:definitions>"
        )


def _ladder() -> str:
    drawing = _Drawing()
    before = drawing.node("startEvent", "start")
    for rung in _RUNGS:
        begin = drawing.node("exclusiveGateway", f"{rung}_begin")
        drawing.flow(before, begin)
        observe, feedback, rate, sign = (drawing.node("manualTask", f"{rung}_{step}") for step in _STEPS)
        count = drawing.node("scriptTask", f"{rung}_count", "<bpmn:script>counted = counted + 1</bpmn:script>")
        again = f"from_{rung}_enough_to_{begin}"
        enough = drawing.node("exclusiveGateway", f"{rung}_enough", default=again)
        repeat = f"from_{rung}_good_to_{begin}"
        good = drawing.node("exclusiveGateway", f"{rung}_good", default=repeat)
        grant = drawing.node("scriptTask", f"{rung}_grant", "<bpmn:script>counted = 0</bpmn:script>")
        for source, target in ((begin, observe), (observe, feedback), (feedback, count), (count, enough)):
            drawing.flow(source, target)
        drawing.flow(enough, begin)
        drawing.flow(enough, rate, "counted &gt;= needed")
        drawing.flow(rate, good)
        drawing.flow(good, begin)
        drawing.flow(good, sign, "met")
        drawing.flow(sign, grant)
        before = grant
    drawing.flow(before, drawing.node("endEvent", "end"))
    return drawing.xml()


class SpiffLadder:
    """Pairings as JSON in one table of a SQLite file with `synchronous=FULL`, each ready to have its rung signed."""

    def __init__(self, path: Path, count: int) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(io.BytesIO(_ladder().encode())))
        workflow = BpmnWorkflow(parser.get_spec("ladder"), script_engine=PythonScriptEngine())
        workflow.task_tree.set_data(counted=0, needed=1, met=True, trainee="mina", preceptor="paul", team="docs")
        workflow.do_engine_steps()
        self.serializer = BpmnWorkflowSerializer()
        for _ in _STEPS[:-1]:
            self._complete(workflow)
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("CREATE TABLE workflows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
        body = self.serializer.serialize_json(workflow)
        self.connection.executemany("INSERT INTO workflows VALUES (?, ?)", ((at, body) for at in range(count)))

    def advance(self, identity: int) -> str:
        """Load one workflow, complete its ready task, save it; the name of the task that was completed."""
        self.connection.execute("BEGIN IMMEDIATE")
        [body] = self.connection.execute("SELECT body FROM workflows WHERE id = ?", (identity,)).fetchone()
        workflow = self.serializer.deserialize_json(body)
        signed = self._complete(workflow)
        saved = self.serializer.serialize_json(workflow)
        self.connection.execute("UPDATE workflows SET body = ? WHERE id = ?", (saved, identity))
        self.connection.execute("COMMIT")
        return signed

    def _complete(self, workflow: BpmnWorkflow) -> str:
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.run()
        workflow.do_engine_steps()
        return str(task.task_spec.name)
