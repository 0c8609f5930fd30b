"""Rows for tests, with a trait per state. People and rivals of the fixed cast are in cast.py."""

from datetime import timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from applications.models import Dossier, Proposal
from calls.models import Call, CallVersion, Criterion, Phase, Pot
from portal.accounts.models import Membership, Organisation, User

PASSWORD = "een lang wachtwoord voor tests"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Persoon {number}")
    email = factory.Sequence(lambda number: f"persoon{number}@voorbeeld.example")
    password = factory.django.Password(PASSWORD)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda number: f"Bedrijf {number} B.V.")
    kind = Organisation.Kind.COMPANY
    city = "Utrecht"
    size = Organisation.Size.SMALL
    kvk = factory.Sequence(lambda number: f"{90000000 + number}")

    class Params:
        authority = factory.Trait(kind=Organisation.Kind.AUTHORITY, kvk="", size="")
        agency = factory.Trait(kind=Organisation.Kind.AGENCY, kvk="", size="")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Membership.Role.SIGNATORY


class CallFactory(DjangoModelFactory):
    """A draft; `published=True` freezes nothing but a first version with empty terms."""

    class Meta:
        model = Call
        skip_postgeneration_save = True

    reference = factory.Sequence(lambda number: f"SBIR26-{number:03}")
    instrument = "sbir"
    title = factory.Sequence(lambda number: f"Oproep {number}")
    summary = "Een vraag aan de markt."
    contracting_authority = factory.SubFactory(OrganisationFactory, authority=True)
    state = Call.State.DRAFT

    class Params:
        in_review = factory.Trait(state=Call.State.IN_REVIEW)
        published = factory.Trait(
            state=Call.State.PUBLISHED,
            published_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=30)),
            version_1=factory.RelatedFactory(
                "tests.factories.CallVersionFactory", factory_related_name="call"
            ),
        )


class CallVersionFactory(DjangoModelFactory):
    class Meta:
        model = CallVersion

    call = factory.SubFactory(CallFactory)
    number = 1
    terms = factory.LazyFunction(dict)
    sha256 = "0" * 64
    published_by = factory.SubFactory(UserFactory)


FORM = [
    {
        "code": "idea",
        "label": {"nl": "Uw idee", "en": "Your idea"},
        "questions": [
            {
                "code": "title", "kind": "short_text", "required": True,
                "label": {"nl": "Titel", "en": "Title"},
            },
            {
                "code": "public_summary", "kind": "long_text", "required": True,
                "word_limit": 150, "label": {"nl": "Samenvatting", "en": "Summary"},
            },
        ],
    }
]  # fmt: skip


class PhaseFactory(DjangoModelFactory):
    """A feasibility phase that is open now, with one budget and three criteria."""

    class Meta:
        model = Phase
        skip_postgeneration_save = True

    call = factory.SubFactory(CallFactory, published=True)
    kind = "feasibility"
    code = factory.SelfAttribute("kind")
    takes_offers = factory.LazyAttribute(lambda phase: phase.code != "procurement")
    may_be_bought = factory.LazyAttribute(lambda phase: phase.code == "prototype")
    least_rd_share = 50
    order = 1
    entry = Phase.Entry.OPEN
    state = Phase.State.PLANNED
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=20))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=20))
    cap_incl_vat = Decimal("50000.00")
    planned_awards = 10
    form = factory.LazyFunction(lambda: FORM)
    pot = factory.RelatedFactory("tests.factories.PotFactory", factory_related_name="phase")
    impact = factory.RelatedFactory(
        "tests.factories.CriterionFactory", factory_related_name="phase", code="impact", weight=40
    )
    feasibility = factory.RelatedFactory(
        "tests.factories.CriterionFactory",
        factory_related_name="phase",
        code="feasibility",
        weight=30,
    )
    economy = factory.RelatedFactory(
        "tests.factories.CriterionFactory", factory_related_name="phase", code="economy", weight=30
    )

    class Params:
        closed = factory.Trait(
            closes_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1))
        )
        upcoming = factory.Trait(
            opens_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
        )
        invited = factory.Trait(kind="prototype", order=2, entry=Phase.Entry.INVITED)


class PotFactory(DjangoModelFactory):
    class Meta:
        model = Pot

    phase = factory.SubFactory(PhaseFactory, pot=None)
    budget_incl_vat = Decimal("500000.00")


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = Criterion

    phase = factory.SubFactory(PhaseFactory)
    code = factory.Sequence(lambda number: f"criterion-{number}")
    name = factory.LazyAttribute(lambda criterion: criterion.code.capitalize())
    weight = 30
    threshold = 5


class DossierFactory(DjangoModelFactory):
    class Meta:
        model = Dossier

    call = factory.SubFactory(CallFactory, published=True)
    lead = factory.SubFactory(OrganisationFactory)


class ProposalFactory(DjangoModelFactory):
    """A draft. Sent, opened and later states are reached through the real transitions."""

    class Meta:
        model = Proposal

    phase = factory.SubFactory(PhaseFactory)
    dossier = factory.SubFactory(DossierFactory, call=factory.SelfAttribute("..phase.call"))
    state = Proposal.State.DRAFT
