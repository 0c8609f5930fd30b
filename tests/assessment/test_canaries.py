"""0 identity canaries in anything that a blind member can fetch: page, header, PDF, order."""

import pytest
from django.http import HttpResponse

from applications.copies import copy_response
from assessment import services, transitions
from assessment.booklets.services import ask_for_booklet, make_booklet
from assessment.models import Committee
from bench.judging import canaries
from calls.offer_forms import Question
from portal import pdf_copies
from tests.assessment import blind, stages
from tests.cast import client_of

pytestmark = pytest.mark.django_db
# The rooms that hold offers. The bars of the issue walk the whole portal for a jury too.
JUDGING = (
    "/beoordeling/",
    "/belangen/",
    "/boekjes/",
    "/kluis/",
    "/lijn/",
    "/notulen/",
    "/pitches/",
)


def ranked(committee: Committee) -> Committee:
    """The round is closed and the report is written: a jury still knows no name."""
    committee = stages.handed_in(committee)
    committee = transitions.start_consensus(committee, by=stages.chair_of(committee))
    transitions.close_consensus(stages.agreed(committee), by=stages.chair_of(committee))
    services.draft_advice(committee, "Ons oordeel.", by=stages.chair_of(committee))
    return stages.fresh(committee)


def in_state(committee: Committee, state: str) -> Committee:
    Committee.objects.filter(pk=committee.pk).update(state=state)
    return Committee.objects.select_related("phase__call").get(pk=committee.pk)


@pytest.mark.parametrize(("is_jury", "state"), [(False, "consensus"), (True, "ranked")])
def test_nothing_a_blind_member_can_fetch_tells_whose_an_offer_is(cast, is_jury, state):
    """REQ-11 until the scores are final, REQ-12 for a jury until its report is.

    ASVS 14.2.6, ASVS 15.3.1.
    """
    committee = blind.committee(cast, is_jury=is_jury)
    committee = ranked(committee) if state == "ranked" else in_state(committee, state)
    within = JUDGING if is_jury else ("/",)
    seen, leaks = canaries.walk(committee, cast.members[1], within)
    assert leaks == []
    assert seen >= 5


def test_control_in_a_named_round_the_same_walk_finds_it_in_every_place(cast):
    committee = blind.committee(cast)
    committee.phase.is_anonymous = False
    committee.phase.save(update_fields=["is_anonymous"])
    _seen, leaks = canaries.walk(in_state(committee, "scoring"), cast.members[1], JUDGING)
    places = {leak.where for leak in leaks}
    assert places >= {"page", "header Content-Disposition", "PDF text", "PDF metadata"}


def test_control_a_word_in_a_header_is_found():
    answer = HttpResponse("niets", headers={"ETag": '"Klaproos-1"'})
    assert [leak.where for leak in canaries.leaks_in("/x/", answer)] == ["header ETag"]


def test_control_the_maker_stands_in_the_file_itself_and_not_in_its_copy():
    """Without the copy the member would read it: author, description, attachment and note."""
    data = blind.plan(names_its_maker=False)
    assert b"laproos" not in canaries_text(pdf_copies.assessors_copy(data))
    assert b"laproos" in canaries_text(data)


def canaries_text(data: bytes) -> bytes:
    return "\n".join(text for _where, text in canaries.pdf_texts(data)).encode()


def test_a_file_without_a_page_limit_is_copied_too(cast):
    committee = blind.committee(cast)
    found = committee.phase.proposals.first().opened.files.get(question="hidden_names")
    asked = Question(code="hidden_names", kind="file", label="Plan", anonymous=True)
    answer = copy_response(found, asked, anonymously=True)
    assert answer["Content-Disposition"] == 'attachment; filename="hidden-names.pdf"'
    assert not list(canaries.leaks_in("/x/", answer))


def found_by(user, committee, words, within):
    """At which addresses this person finds one of these words."""
    client = client_of(user)
    answers = ((address, client.get(address)) for address in canaries.addresses(committee, within))
    return {
        leak.address
        for address, answer in answers
        for leak in canaries.leaks_in(address, answer, words)
    }


def test_who_is_tied_to_an_offer_finds_it_on_no_page_in_no_pdf_and_no_export(cast):
    """REQ-07: a recusal blocks everywhere; a member without a tie proves that it was there."""
    committee = stages.formed(cast)
    first, *others = [offer.dossier for offer in committee.phase.proposals.order_by("pk")]
    tied = committee.seats.get(user=cast.members[3])
    stages.declared(committee, but=(tied,))
    services.declare(tied, first, kind="tie", explanation="oud-collega", by=tied.user)
    for dossier in others:
        services.declare(tied, dossier, kind="none", explanation="", by=tied.user)
    make_booklet(ask_for_booklet(tied, by=tied.user))
    committee = stages.handed_in(stages.fresh(committee))
    committee = transitions.start_consensus(committee, by=cast.members[0])
    transitions.close_consensus(stages.agreed(committee), by=cast.members[0])
    committee = stages.fresh(committee)
    words = [f"{stages.CANARY} 00".casefold(), first.reference.casefold()]
    assert found_by(cast.members[3], committee, words, JUDGING) == set()
    assert len(found_by(cast.members[1], committee, words, JUDGING)) >= 5
