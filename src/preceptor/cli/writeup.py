"""`preceptor writeup …`: what a retrospective writes down."""

import click

from preceptor.cli.base import Noun


@click.group(cls=Noun)
def writeup() -> None:
    """Write-ups of incidents: check them, and have a finding explained.

    Checking needs no governance folder and no database: any Markdown file will do.
    """
