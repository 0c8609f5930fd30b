"""Beginning an offer, also for who has no company here yet; and where the last part leads."""

import re

import pytest
from django.urls import reverse

from applications import services
from applications.models import Proposal
from applications.services import read_section
from calls.models import Theme
from portal.accounts.models import Organisation
from tests.cast import client_of
from tests.factories import UserFactory

COMPANY = {"name": "Eerste B.V.", "country": "NL", "kvk": "70010203", "city": "Zwolle",
           "size": "small"}  # fmt: skip


@pytest.fixture
def newcomer(phase):
    """Somebody who has just made an account."""
    return client_of(UserFactory())


@pytest.fixture
def start(phase):
    return reverse("applications:start", args=[phase.call.reference, phase.code])


def test_newcomer_registers_and_begins_on_one_page(newcomer, start, phase):
    page = newcomer.get(start)
    assert list(page.context["company_form"].fields) == ["name", "country", "kvk", "city", "size"]

    answer = newcomer.post(start, COMPANY)

    proposal = Proposal.objects.get()
    assert proposal.dossier.lead.name == "Eerste B.V."
    place = [proposal.dossier.reference, phase.code, "summary"]
    assert answer.url == reverse("applications:section", args=place)


def test_newcomer_with_a_known_number_claims_nothing(cast, newcomer, start):
    """A company cannot be claimed by typing its number: one can ask to join it."""
    page = newcomer.post(start, COMPANY | {"kvk": cast.company.kvk})
    assert reverse("team:ask-to-join") in page.content.decode()
    assert not Proposal.objects.exists()


def test_newcomer_needs_a_number_only_where_a_dutch_company_has_one(newcomer, start):
    """Told before anything is registered: without its number the offer could not begin."""
    page = newcomer.post(start, COMPANY | {"kvk": ""})
    assert list(page.context["company_form"].errors) == ["kvk"]
    assert not Organisation.objects.filter(name="Eerste B.V.").exists()
    assert newcomer.post(start, COMPANY | {"kvk": "", "country": "BE"}).status_code == 302


def test_newcomer_who_forgets_something_keeps_what_was_typed(newcomer, start, phase):
    theme = Theme.objects.create(call=phase.call, code="een", title="Thema een")
    page = newcomer.post(start, COMPANY | {"city": "", "theme": theme.pk}).content.decode()
    assert "data-error-summary" in page
    assert 'value="Eerste B.V."' in page
    assert re.search(rf'value="{theme.pk}"[^>]* checked', page)
    assert not Organisation.objects.filter(name="Eerste B.V.").exists()


def test_newcomer_outside_the_conditions_is_told_on_the_same_page(newcomer, start, phase):
    """The company is registered once: what is left to do is to read why it cannot take part."""
    phase.call.eligibility = {"sizes": ["large"], "reason": "Proef met grote bedrijven."}
    phase.call.save(update_fields=["eligibility"])
    page = newcomer.post(start, COMPANY)
    assert "organisation" in page.context["form"].errors
    assert Organisation.objects.filter(name="Eerste B.V.").count() == 1
    assert newcomer.get(start).context["company_form"] is None


@pytest.mark.parametrize(("role", "leads_to"), [("applicant", "submit"), ("colleague", "offer")])
def test_last_part_leads_to_sending_who_may_send(cast, proposal, role, leads_to):
    """Nothing is missing: the next page is the one to check and send on."""
    place = [proposal.dossier.reference, proposal.phase.code]
    assert last_saved(cast, proposal, role) == reverse(f"applications:{leads_to}", args=place)


def test_last_part_leads_to_the_overview_while_something_is_missing(cast, proposal):
    version = read_section(proposal, "summary").version
    services.save_section(proposal, "summary", {}, version=version, by=cast.applicant)
    place = [proposal.dossier.reference, proposal.phase.code]
    assert last_saved(cast, proposal, "applicant") == reverse("applications:offer", args=place)


def last_saved(cast, proposal, role):
    """Where "Save and see what is missing" leads."""
    costs = {
        "rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-description": "Uren",
        "rows-0-kind": "hours", "rows-0-quantity": "1", "rows-0-rate": "30.000,00",
        "vat_rate": "21.00", "rd_share": "80", "next": "",
        "version": read_section(proposal, "costs").version,
    }  # fmt: skip
    place = [proposal.dossier.reference, proposal.phase.code, "costs"]
    person = client_of(getattr(cast, role))
    return person.post(reverse("applications:section", args=place), costs).url
