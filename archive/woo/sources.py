"""What the authority has about a call that can be asked for, as PDF: its record and the offers.

Of an offer that the vault still holds there is nothing here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from applications.confidentiality import freed_in
from applications.models import OpenedFile
from awards.models import Letter
from awards.record.contents import contents_of
from calls.models import Call
from portal.accounts.models import Organisation
from portal.files import store
from portal.workflow import TransitionRefused


@dataclass(frozen=True)
class Source:
    """One document by its title; `company` is whom it is about, where it is one."""

    title: str
    pieces: Iterator[bytes]
    company: Organisation | None = None
    is_confidential: bool = False


def sources_of(call: Call) -> Iterator[Source]:
    """Everything there is, in the order of the archive package; then the files of opened offers."""
    letters = {
        letter.number: letter.decision.proposal.dossier.lead
        for letter in Letter.objects.filter(
            decision__decision_set__phase__call=call
        ).select_related("decision__proposal__dossier__lead")
    }
    try:
        for item in contents_of(call):
            if item.path.endswith(".pdf"):
                number = item.path.rpartition("/")[2].removesuffix(".pdf")
                yield Source(item.path, iter(item.pieces), letters.get(number))
    except TransitionRefused:
        pass  # the report misses points: what is not written yet cannot be asked for
    files = OpenedFile.objects.filter(
        opened__proposal__phase__call=call, file__wrapped_key__isnull=False
    ).select_related("file", "opened__proposal__dossier__lead", "opened__proposal__phase")
    for each in files.order_by("opened__proposal__dossier__reference", "question", "pk"):
        if each.file.content_type != "application/pdf":
            continue
        proposal = each.opened.proposal
        path = f"{proposal.phase.code}/offertes/{proposal.dossier.reference}-{each.question}.pdf"
        freed = freed_in(each.opened.answers)
        yield Source(path, store.read(each.file), proposal.dossier.lead, each.question not in freed)
