"""Asking for a booklet, and making it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessment import selectors
from assessment.booklets.documents import booklet_pdf, page_count
from assessment.booklets.models import Booklet
from assessment.booklets.selectors import own_offers
from assessment.models import Seat
from portal.accounts.models import User
from portal.audit.record import record
from portal.files import store
from portal.work.jobs import start_job
from portal.work.models import Job
from portal.workflow import TransitionRefused, lock

JOB = "assessment.booklet"


@transaction.atomic
def ask_for_booklet(seat: Seat, *, by: User) -> Booklet:
    """Have one's own offers put in a PDF; one that is still being made is enough.

    Raises PermissionDenied for somebody else's seat, TransitionRefused where there is no offer.
    """
    seat = lock(seat)
    standing = selectors.standing_of(by, seat.committee)
    if standing is None or standing.seat.pk != seat.pk or not standing.has_declared:
        raise PermissionDenied("ask_for_booklet")
    if not own_offers(standing).exists():
        raise TransitionRefused(_("There is no offer for you to read."), code="no_offers")
    waiting = seat.booklets.filter(file=None).first()
    if waiting is not None and not has_failed(waiting):
        return waiting
    booklet = Booklet.objects.create(seat=seat)
    record("ask_for_booklet", booklet, by=by)
    start_job(JOB, booklet.pk, [str(booklet.uuid)], by=by)
    return booklet


def make_booklet(booklet: Booklet) -> None:
    """Make the PDF of what its reader may read at this moment; done again, it changes nothing.

    Somebody who may read nothing any more gets none.
    """
    seat = booklet.seat
    standing = selectors.standing_of(seat.user, seat.committee)
    if booklet.file is not None or standing is None:
        return
    offers = list(own_offers(standing).prefetch_related("opened__files__file"))
    if not offers:
        return
    content = booklet_pdf(seat, offers, asked_at=booklet.asked_at)
    booklet.dossiers.set([proposal.dossier_id for proposal in offers])
    booklet.file = store.save_bytes(content, "application/pdf", by=seat.user)
    booklet.pages = page_count(content)
    booklet.save(update_fields=["file", "pages"])
    record("make_booklet", booklet, by=seat.user,
           offers=[proposal.dossier.reference for proposal in offers])  # fmt: skip


def has_failed(booklet: Booklet) -> bool:
    """Whether the job gave up on it, or found nothing to put in it: then it may be asked anew."""
    job = Job.objects.filter(kind=JOB, object_id=booklet.pk).first()
    return booklet.file is None and job is not None and job.state != Job.State.RUNNING
