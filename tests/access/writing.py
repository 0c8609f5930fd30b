"""Uploads in parts: begun by who writes the offer, gone on with by who began them."""

from applications.writing.models import Upload
from tests.access.rows import Row
from tests.access.world import World


def place(world: World) -> list:
    return [world.proposal.dossier.reference, world.proposal.phase.code]


def question(world: World) -> list:
    return [*place(world), "project_plan"]


def upload(world: World) -> list:
    """One that the applicant began; it goes with the transaction of the row."""
    begun, _is_new = Upload.objects.get_or_create(
        proposal=world.proposal, question="project_plan", by=world.cast.applicant,
        defaults={"size": 10, "file_name": _name(world)},
    )  # fmt: skip
    return [*place(world), begun.uuid]


def _name(world: World) -> bytes:
    return bytes(world.proposal.attachments.get(question="project_plan").file_name)


WRITING = [
    Row("applications:marks", "draft", place, sees="applicant colleague viewer"),
    Row("applications:marks", "saved", place, sees="applicant colleague", refused="viewer",
        method="post"),
    Row("applications:begin-upload", "draft", question, sees="applicant colleague",
        refused="viewer", method="post"),
    Row("applications:upload", "draft", upload, sees="applicant colleague viewer"),
    Row("applications:upload", "part", upload, sees="applicant colleague viewer", method="post"),
    Row("applications:finish-upload", "draft", upload, sees="applicant",
        refused="colleague viewer", method="post"),
    Row("applications:give-up-upload", "draft", upload, sees="applicant colleague",
        refused="viewer", method="post"),
]  # fmt: skip
