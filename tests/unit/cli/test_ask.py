"""What `pairing observe` asks on a terminal."""

import sys
from typing import Any

import click
import pytest
from tests.support.world import World

from preceptor.cli.ask import ask_judgement
from preceptor.services.observations import Told


def ask(world: World, monkeypatch: pytest.MonkeyPatch, *typed: str) -> Told:
    """On a terminal, answer the questions, `""` standing for the return key alone."""
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    answers = iter(typed)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda prompt: click.echo(prompt) or next(answers))
    told = Told(held_on=world.today, subject="cache outage")
    return ask_judgement(click.Context(click.Command("observe")), world.by("paul"), "P-1", told)


def test_nobody_meets_a_standard_by_pressing_return(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    world.founder("paul")
    world.person("mina")
    world.pairing("mina", "paul")
    judgement = ask(world, monkeypatch, "", "calm", "ask sooner", "lead one").judgement
    assert (judgement.met, judgement.not_yet) == ((), ())
    assert judgement.feedback is not None
    printed = capsys.readouterr().out
    assert "About mina on the rung `watch`." in printed
    assert printed.count("not-yet") == 1


def test_what_is_answered_is_what_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.founder("paul")
    world.person("mina")
    world.pairing("mina", "paul")
    assert ask(world, monkeypatch, "met", "calm", "ask sooner", "lead one").judgement.met == ("talk-through",)
    assert ask(world, monkeypatch, "not-yet", "calm", "ask", "lead").judgement.not_yet == ("talk-through",)
