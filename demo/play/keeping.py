"""The rooms around the calls: who stands in, who looks at access, what is kept, and a Woo request.

All invented, at Rijkswaterstaat; and the province dresses its pages in a colour of its own.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Q

from archive.retention import services as retention
from archive.retention.models import Hold
from archive.woo import services as woo
from archive.woo.models import WooDocument, WooRequest, WooView
from archive.woo.sources import Source, sources_of
from calls.delegation import services as standing_in
from calls.delegation.models import Delegation
from calls.models import Call
from demo import cast
from demo.play.script import Move
from portal import pdf_redaction
from portal.accounts.models import Membership, Organisation
from portal.accounts.selectors import people_of
from portal.clock import portal_today
from portal.files import store
from portal.review import services as reviewing
from portal.review.models import ReviewedLine
from portal.review.selectors import rows_of
from portal.theming import services as theming
from portal.theming.models import Look

DAYS = timedelta(days=1)
SEEN = 3  # lines of the review that the administrator has looked at
COLOUR = "#8a3b12"
ASKED = (
    "Alle stukken over de gunning van de oproep voor circulaire viaducten, met de namen van wie "
    "erover besliste. (Verzonnen)"
)
VIEW = "Openbaar maken mag, als de namen van onze mensen eruit gaan. (Verzonnen)"
HELD = "De Algemene Rekenkamer onderzoekt innovatieve inkoop van 2020 tot nu. (Verzonnen)"


def moves(reference: str, now: datetime) -> list[Move]:
    """What happened in the last weeks; `reference` is the call that is over."""
    return [
        Move(now - 16 * DAYS, "dress_the_province", dress_the_province),
        Move(now - 12 * DAYS, "ask_under_the_woo", partial(ask_under_the_woo, reference)),
        Move(now - 10 * DAYS, "give_view", partial(give_view, reference)),
        Move(now - 9 * DAYS, "take_words_out", partial(take_words_out, reference)),
        Move(now - 8 * DAYS, "hold_the_file", partial(hold_the_file, reference)),
        Move(now - 3 * DAYS, "let_stand_in", let_stand_in),
        Move(now - 2 * DAYS, "begin_review", begin_review),
    ]


def dress_the_province() -> None:
    """A second authority with a name, a colour and a letter head of its own."""
    officer = cast.staff("province_officer")
    province = cast.organisation_of("Provincie Gelderland")
    if Look.objects.filter(organisation=province).exists():
        return
    theming.change_look(
        province, by=officer, slug="gelderland", display_name="Provincie Gelderland",
        short_name="Gelderland", action=COLOUR, languages=Look.Languages.BOTH,
        address="Afdeling Inkoop (verzonnen)\nPostbus 0\n0000 XX Ergens", signing_place="Ergens",
    )  # fmt: skip


def ask_under_the_woo(reference: str) -> None:
    """A newspaper asks; the officer chooses papers, and hears the company that one is about."""
    call = Call.objects.filter(reference=reference).first()
    if call is None or call.woo_requests.exists():
        return
    officer = cast.staff("officer")
    request = woo.register(
        call, requester="Dagblad De Verzonnen Krant", requester_email="redactie@krant.example",
        question=ASKED, received_on=portal_today() - 2 * DAYS, by=officer,
    )  # fmt: skip
    woo.collect(request, _papers(sources_of(call)), by=officer)
    for document in request.documents.exclude(company=None):
        if document.company is not None:
            woo.ask_view(request, document.company, by=officer)
    if request.views.exists():
        woo.tell(request, told_on=portal_today(), by=officer)


def _papers(sources: Iterator[Source]) -> set[str]:
    """The first of the authority itself and the first about a company: one shows how it goes."""
    found: dict[bool, str] = {}
    for source in sources:
        found.setdefault(source.company is None, source.title)
        if len(found) == 2:
            break
    return set(found.values())


def give_view(reference: str) -> None:
    """The company does not object, when names of people go out."""
    for view in WooView.objects.filter(request__call__reference=reference, answered_at=None):
        signatory = people_of(view.company, Membership.Role.SIGNATORY).first()
        if signatory is not None:
            woo.answer_view(view, objects_to=False, words=VIEW, by=signatory)


def take_words_out(reference: str) -> None:
    """Then names of people go out of each paper, on a ground of the Woo; one is not judged yet."""
    request = WooRequest.objects.filter(call__reference=reference).first()
    if request is None or request.documents.exclude(verdict="").exists():
        return
    officer = cast.staff("officer")
    agreed = request.views.filter(objects_to=False).values("company")
    free = request.documents.filter(Q(is_confidential=False) | Q(company__in=agreed))
    for document in free.order_by("number"):
        content = b"".join(store.read(document.file))
        found = [name for name in _names(document) if pdf_redaction.holds(content, name)]
        if found:
            for name in found[:2]:
                woo.take_out(document, text=name, ground="5.1.2.e", by=officer)
            woo.judge(document, verdict=WooDocument.Verdict.PARTLY, by=officer)
            return


def _names(document: WooDocument) -> list[str]:
    """Whose names can stand in it: those of officers, and of people of the company."""
    names = [cast.staff(code).name for code in ("officer", "approver", "secretary")]
    if document.company is not None:
        people = Membership.objects.filter(organisation=document.company)
        names += [each.user.name for each in people.select_related("user")]
    return names


def hold_the_file(reference: str) -> None:
    """What a court of audit looks at is not destroyed, whatever its term."""
    call = Call.objects.filter(reference=reference).first()
    if call is not None and not Hold.objects.filter(call=call).exists():
        retention.place_hold(
            call.contracting_authority, on=call, reason=HELD, by=cast.staff("officer")
        )


def let_stand_in() -> None:
    """The second officer is away for two weeks; a colleague acts in their place."""
    approver, colleague = cast.staff("approver"), cast.staff("colleague")
    authority = _authority()
    if Delegation.objects.filter(delegate=colleague).exists():
        return
    delegation = standing_in.ask(
        authority, delegate=colleague, call=None, last_day=portal_today() + 14 * DAYS, by=approver
    )
    standing_in.accept(delegation, by=colleague)


def begin_review() -> None:
    """The administrator looks through who may do what, and has not seen everybody yet."""
    admin, authority = cast.staff("administrator"), _authority()
    review = reviewing.begin(authority, by=admin)
    if review.lines.exists():
        return
    for row in rows_of(authority, review)[:SEEN]:
        reviewing.settle(authority, row.access.key, verdict=ReviewedLine.Verdict.KEPT, by=admin)


def _authority() -> Organisation:
    return cast.organisation_of("Rijkswaterstaat")
