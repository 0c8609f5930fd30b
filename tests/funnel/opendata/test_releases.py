"""Releases: one for each event, valid, and with nothing in them that is not public."""

import json
from copy import deepcopy
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from awards.models import Decision
from calls import transitions as call_transitions
from calls import versions
from calls.models import CallVersion
from funnel.opendata.models import Release
from funnel.opendata.ocds import values
from funnel.opendata.ocds.packages import record_package, release_package
from funnel.opendata.services import publish_due
from funnel.selectors import funnel_of
from portal.accounts.kvk import SOLE_TRADER
from portal.accounts.models import Organisation
from tests.awards.stages import MOTIVATION
from tests.cast import Cast
from tests.factories import CallFactory, OrganisationFactory, PhaseFactory
from tests.funnel.opendata.stages import approved, tags, to_the_end, told, with_terms
from tests.funnel.opendata.strict import faults_of, faults_of_record_package

pytestmark = pytest.mark.django_db


def compiled(package: dict[str, Any], place: int = 0) -> dict[str, Any]:
    return package["records"][place]["compiledRelease"]


def test_call_to_its_end_is_a_valid_record(cast: Cast) -> None:
    """REQ-32: every release and what they compile to hold against the merged schema, strictly."""
    phase = to_the_end(cast)
    assert tags() == [
        ["planning", "tender"], ["award", "tenderUpdate"], ["contract"], ["implementation"],
        ["implementationUpdate"], ["contractTermination"],
    ]  # fmt: skip
    package = record_package(Release.objects.all(), "https://portaal.example/records")
    assert faults_of_record_package(package) == []
    record = compiled(package)
    assert record["tender"]["status"] == "complete"
    assert [each["status"] for each in record["contracts"]] == ["terminated"]
    milestones = record["contracts"][0]["implementation"]["milestones"]
    assert {each["status"] for each in milestones} == {"met"}
    figures = funnel_of(phase.call).phases[0]
    counted = {each["measure"]: each["value"] for each in record["bids"]["statistics"]}
    assert counted == {
        "bids": figures.offers, "validBids": figures.admissible, "smeBids": figures.sme_offers,
    }  # fmt: skip
    later = compiled(package, 1)
    assert later["relatedProcesses"][0]["identifier"] == record["ocid"]
    assert later["tender"]["status"] == "planned"


def test_only_who_won_is_named_and_nothing_confidential_leaves(cast: Cast) -> None:
    """REQ-31, REQ-32, REQ-04: losers are counted; no reason, score, person or answer is there."""
    Organisation.objects.filter(pk=cast.company.pk).update(
        iban="NL91ABNA0417164300", vat_id="NL123456789B13", rsin="123456782", address="Geheim 1"
    )
    phase = to_the_end(cast)
    losers = Decision.objects.exclude(outcome="award").select_related("proposal__dossier__lead")
    excluded = phase.proposals.filter(decision=None).select_related("dossier__lead")
    hidden = {cast.author.name, cast.applicant.name, cast.officer.email, MOTIVATION[:20],
              "boven het maximum", "NL91ABNA", "NL123456789B13", "123456782", "Geheim 1",
              "200000", "Auteur"}  # fmt: skip
    for proposal in [*(each.proposal for each in losers), *excluded]:
        lead = proposal.dossier.lead
        hidden |= {lead.name, lead.kvk, str(lead.uuid), proposal.dossier.reference}
    assert len(hidden) > 15, "something that could leak"
    package = release_package(Release.objects.all(), "https://portaal.example/releases")
    text = json.dumps(package, ensure_ascii=False)
    assert cast.company.name in text
    assert [word for word in hidden if word in text] == []


def test_natural_person_that_won_has_a_name_and_nothing_else() -> None:
    """REQ-31: of a sole trader neither number, town nor size."""
    trader = OrganisationFactory.build(name="Jansen", kvk_legal_form=SOLE_TRADER)
    assert values.party(trader, "supplier") == {
        "id": f"TRECHTER-{trader.uuid}", "name": "Jansen", "roles": ["supplier"],
    }  # fmt: skip
    company = values.party(OrganisationFactory.build(name="Jansen B.V."), "supplier")
    assert company["id"].startswith("NL-KVK-9")
    assert company["details"] == {"scale": "small"}


def test_nothing_is_told_of_offers_before_the_decision_is(cast: Cast) -> None:
    """REQ-31: a decision that is approved and not told gives no release."""
    phase = with_terms(cast)
    decision_set = approved(phase, cast)
    publish_due()
    assert tags() == [["planning", "tender"]]
    assert "bids" not in Release.objects.first().content
    told(decision_set, cast)
    publish_due()
    assert tags()[-1] == ["award", "tenderUpdate"]


def test_event_is_told_once_and_a_release_never_changes(cast: Cast) -> None:
    with_terms(cast)
    assert publish_due() == 2
    assert publish_due() == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.update(number=9)


def test_amended_terms_are_a_release_that_says_what_it_amends(cast: Cast) -> None:
    phase = with_terms(cast)
    publish_due()
    versions.freeze(
        phase.call, by=cast.author, cause=CallVersion.Cause.EXTENSION, reason="Storing bij u."
    )
    publish_due()
    release = Release.objects.filter(ocid=Release.objects.first().ocid).last()
    assert release.content["tag"] == ["tenderAmendment"]
    assert release.content["tender"]["amendments"][0] | {"date": ""} == {
        "id": "3", "date": "", "rationale": "Storing bij u.", "description": "later deadline",
        "amendsReleaseID": f"{release.ocid}-001", "releaseID": f"{release.ocid}-002",
    }  # fmt: skip
    assert faults_of(release.content) == []


def test_stopped_call_is_cancelled_in_every_phase_that_was_not_decided(cast: Cast) -> None:
    phase = with_terms(cast)
    call_transitions.cancel(phase.call, by=cast.author, reasons="Er is geen geld meer.")
    publish_due()
    assert tags() == tags("prototype") == [["planning", "tender"], ["tenderCancellation"]]
    package = record_package(Release.objects.all(), "https://portaal.example/records")
    assert faults_of_record_package(package) == []
    assert compiled(package)["tender"]["status"] == "cancelled"


def test_draft_gives_no_release(cast: Cast) -> None:
    phase = PhaseFactory(call=CallFactory())
    versions.freeze(phase.call, by=cast.author)
    assert publish_due() == 0


WRONG = {
    "bids/statistics/0/value": "3", "tender/lots/0/title": 7, "tender/lots/0/colour": "red",
    "awards/0/value/amount": "50000", "tender/status": "open", "date": "yesterday",
    "bids/details": [],
}  # fmt: skip


def test_fault_in_a_release_is_seen(cast: Cast) -> None:
    """The control: wrong types, codes that are not listed, and fields that no schema names."""
    with_terms(cast)
    publish_due()
    content = Release.objects.order_by("pk")[0].content
    content["bids"] = {"statistics": [{"id": "bids", "measure": "bids", "value": 3}]}
    content["awards"] = [{"id": "1", "value": {"amount": 1.0, "currency": "EUR"}}]
    assert faults_of(content) == []
    for path, wrong in WRONG.items():
        broken: Any = deepcopy(content)
        part = broken
        *way, last = path.split("/")
        for step in way:
            part = part[int(step)] if step.isdigit() else part[step]
        part[last] = wrong
        assert faults_of(broken), path
