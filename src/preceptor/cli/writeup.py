"""`preceptor writeup …`: what a retrospective writes down."""

import click

from preceptor.cli.base import Noun


@click.group(cls=Noun)
def writeup() -> None:
    """The document about an incident: make it, check it, hand it in, compare its revisions.

    Checking needs no governance folder and no database: any Markdown file will do.
    """
