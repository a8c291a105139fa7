"""Tells whom a publication concerns, and lets them owe its acknowledgement."""

from preceptor.ports import Job
from preceptor.services.act import Act
from preceptor.services.following.batch import Done


def batch(act: Act, job: Job) -> Done:
    """The next of them, by id."""
    return Done(last=True)
