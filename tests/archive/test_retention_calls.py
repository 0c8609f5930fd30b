"""Files of calls, participants and requests under the Woo go when their term is over (REQ-25)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.urls import reverse

from archive.register import CATEGORIES
from archive.retention import services
from archive.retention.disposal import calls, participants, woo
from archive.retention.disposal.calls import CALLS
from archive.retention.disposal.participants import PARTICIPANTS
from archive.retention.disposal.woo import WOO as REQUESTS
from archive.retention.models import DestructionList
from archive.woo.models import WooDocument, WooPassage, WooRequest
from awards.models import Contract
from calls.market.models import Contribution, Invitee, Participant
from calls.models import Call, CallDocument, Phase
from portal.clock import portal_now, portal_today
from portal.files import store
from portal.files.models import StoredFile
from portal.keeping import Category, Way
from tests.archive.stages import YEAR, old_phase
from tests.archive.test_retention import awarded, carried_out
from tests.calls.market import stages as market
from tests.calls.market.stages import PDF
from tests.cast import Cast, client_of

BY_OFFERS = {"booklets"}  # printed offers go with them


def documented(call: Call, cast: Cast, *, file: StoredFile | None = None) -> StoredFile:
    """A document of a call."""
    file = file or store.save_bytes(PDF, "application/pdf", by=cast.author)
    CallDocument.objects.create(call=call, title="Bestek", file=file, file_name="bestek.pdf")
    return file


def files_in(categories: list[Category]) -> set[str]:
    """The fields of these categories that hold a file."""
    return {
        f"{label}.{name}"
        for each in categories
        for label, names in each.holds.items()
        for name in names.split()
        if apps.get_model(label)._meta.get_field(name).related_model is StoredFile
    }


def of_calls(categories: list[Category]) -> list[Category]:
    return [each for each in categories if each.code in calls.COVERS]


def test_each_file_of_a_call_is_in_a_list() -> None:
    """A field with a file that the register names and no list knows would stay for ever."""
    assert files_in(of_calls(CATEGORIES)) == set(calls.FILES)
    by_code = {each.code: each for each in CATEGORIES}
    assert files_in([by_code["consultation"]]) == participants.FILES
    assert files_in([by_code["woo"]]) == woo.FILES
    rest = [each for each in CATEGORIES if each.way == Way.FILE]
    left = [each for each in rest if each.code not in calls.COVERS | BY_OFFERS]
    assert files_in(left) == set()


def test_a_file_that_no_list_knows_is_seen() -> None:
    """The control: one field more in the register, and the comparison fails."""
    award = next(each for each in CATEGORIES if each.code == "award")
    more = replace(award, holds={**award.holds, "files.Extra": ""} | {"booklets.Booklet": "file"})
    more.holds.pop("files.Extra")
    assert files_in([more]) - set(calls.FILES) == {"booklets.Booklet.file"}


def test_the_terms_of_what_goes_together_are_one() -> None:
    """Seven years, for all of them: else one list could not say when."""
    years = {term.years for each in of_calls(CATEGORIES) for term in each.terms}
    assert years == {7}


def test_call_is_due_seven_years_after_its_last_contract(cast: Cast) -> None:
    phase = old_phase(cast, years=12)
    assert [one.object_id for one in CALLS.due(cast.rws, portal_today())] == [phase.call_id]
    contract = awarded(phase, cast.company, cast, ends=6, state=Contract.State.DELIVERED)
    assert CALLS.due(cast.rws, portal_today()) == []
    Contract.objects.filter(pk=contract.pk).update(ends_on=portal_today() - 8 * YEAR)
    (one,) = CALLS.due(cast.rws, portal_today())
    assert one.due_on.year == (portal_today() - 8 * YEAR).year + 7
    assert CALLS.due(cast.province, portal_today()) == []


def test_call_that_is_held_running_or_open_stays_with_the_reason(cast: Cast) -> None:
    phase = old_phase(cast, years=9)

    def reason() -> str:
        (one,) = CALLS.due(cast.rws, portal_today())
        return one.kept_because

    contract = awarded(phase, cast.company, cast, ends=8, state=Contract.State.RUNNING)
    assert "contract" in reason()
    Contract.objects.filter(pk=contract.pk).update(state=Contract.State.DELIVERED)
    assert reason() == ""
    Call.objects.filter(pk=phase.call_id).update(state=Call.State.PUBLISHED)
    assert "gesloten" in reason()
    Call.objects.filter(pk=phase.call_id).update(state=Call.State.COMPLETED)
    hold = services.place_hold(cast.rws, on=cast.company, reason="Onderzoek", by=cast.author)
    assert "bewaarplicht" in reason(), "a hold on a company keeps the calls in which it offered"
    services.lift_hold(hold, because="Klaar", by=cast.officer)
    services.place_hold(cast.rws, on=phase.call, reason="Enquête", by=cast.author)
    assert "bewaarplicht" in reason()


def test_files_of_a_call_are_gone_and_their_titles_stay(cast: Cast) -> None:
    """The page that links to one says so, and breaks nowhere."""
    phase = old_phase(cast, years=9)
    file = documented(phase.call, cast)
    listed = carried_out(cast.rws, "call", cast.author, cast.officer)
    assert listed.state == DestructionList.State.DONE
    assert not default_storage.exists(file.storage_name)
    file.refresh_from_db()
    assert file.wrapped_key is None
    assert phase.call.documents.get().title == "Bestek"
    address = reverse("calls:document", args=[phase.call.reference, file.uuid])
    Call.objects.filter(pk=phase.call_id).update(published_at=portal_now() - 9 * YEAR)
    answer = client_of(cast.officer).get(address)
    assert answer.status_code == 409
    assert "niet meer" in answer.content.decode()
    assert CALLS.due(cast.rws, portal_today()) == []


def test_a_document_that_a_copied_call_uses_stays(cast: Cast) -> None:
    phase, other = old_phase(cast, years=9), old_phase(cast, years=2)
    file = documented(phase.call, cast)
    documented(other.call, cast, file=file)
    carried_out(cast.rws, "call", cast.author, cast.officer)
    assert b"".join(store.read(file)) == PDF
    Phase.objects.filter(pk=other.pk).update(opens_at=phase.opens_at, closes_at=phase.closes_at)
    CallDocument.objects.filter(call=phase.call).delete()
    carried_out(cast.rws, "call", cast.author, cast.officer)
    assert not default_storage.exists(file.storage_name), "and then it goes with that call"


def test_participants_go_three_years_after_the_consultation(cast: Cast) -> None:
    consultation = market.announced(cast)
    person = market.participant(consultation)
    contribution = market.contribution(person)
    file = store.save_bytes(PDF, "application/pdf", by=cast.author)
    Contribution.objects.filter(pk=contribution.pk).update(file=file, file_name="wij.pdf")
    Invitee.objects.create(consultation=consultation, email="a@b.example", invited_by=cast.author)
    assert PARTICIPANTS.due(cast.rws, portal_today()) == []
    long_ago = portal_now() - 4 * YEAR
    type(consultation).objects.update(opens_at=long_ago - timedelta(days=9), closes_at=long_ago)
    (one,) = PARTICIPANTS.due(cast.rws, portal_today())
    assert one.reference == consultation.reference
    name, email = person.name, person.email
    carried_out(cast.rws, "consultation", cast.author, cast.officer)
    person.refresh_from_db()
    contribution.refresh_from_db()
    assert name not in f"{person.name} {person.organisation}"
    assert person.email != email
    assert (contribution.text, contribution.file) == ("", None)
    assert not contribution.answers.exclude(text="").exists()
    assert not default_storage.exists(file.storage_name)
    assert not Invitee.objects.exists()
    assert Participant.objects.count() == 1, "how many took part stays"
    assert PARTICIPANTS.due(cast.rws, portal_today()) == []


def test_participants_of_a_held_call_stay(cast: Cast) -> None:
    phase = old_phase(cast)
    market.participant(market.announced(cast))
    Participant.objects.update(consultation=None, call=phase.call)
    assert PARTICIPANTS.due(cast.rws, portal_today()) == [], "no letters went out yet"
    awarded(phase, cast.company, cast, ends=1, state=Contract.State.DELIVERED)
    services.place_hold(cast.rws, on=phase.call, reason="Enquête", by=cast.author)
    (one,) = PARTICIPANTS.due(cast.rws, portal_today())
    assert "bewaarplicht" in one.kept_because


def test_requests_under_the_woo_go_five_years_after_the_decision(cast: Cast) -> None:
    call = old_phase(cast).call
    decided_at = portal_now() - 6 * YEAR
    request = WooRequest.objects.create(
        owner=cast.rws, number=1, call=call, requester="Jan de Vries", question="Alles",
        received_on=decided_at.date(), due_on=decided_at.date(), registered_by=cast.author,
        state=WooRequest.State.DECIDED, decided_at=decided_at,
    )  # fmt: skip
    files = [store.save_bytes(PDF, "application/pdf", by=cast.author) for _each in range(2)]
    document = WooDocument.objects.create(
        request=request, number=1, title="Brief aan Jan", file=files[0], redacted=files[1]
    )
    WooPassage.objects.create(document=document, text="Jan de Vries", ground="5.1.2e")
    (one,) = REQUESTS.due(cast.rws, portal_today())
    assert one.reference == str(request)
    carried_out(cast.rws, "woo", cast.author, cast.officer)
    request.refresh_from_db()
    document.refresh_from_db()
    assert "Jan" not in f"{request.requester} {request.question} {document.title}"
    assert not WooPassage.objects.exists()
    assert not any(default_storage.exists(file.storage_name) for file in files)


@pytest.mark.parametrize("code", ["call", "consultation", "woo"])
def test_pages_show_what_is_due_to_its_authority(cast: Cast, code: str) -> None:
    old_phase(cast, years=9)
    address = reverse("retention:due", args=[cast.rws.uuid, code])
    assert client_of(cast.author).get(address).status_code == 200
    assert client_of(cast.outsider).get(address).status_code == 404
