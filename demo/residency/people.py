"""The invented people of a round: officers per authority, signatories, the committee."""

from functools import cache

from demo import cast, writing
from demo.residency.case import Member, Round, Startup
from demo.writing.bank import Person
from portal.accounts import services
from portal.accounts.models import Membership, Organisation, User

LEAD_OFFICERS = ("Marit Schippers", "Olivier de Bruin")


def slug(text: str) -> str:
    """Plain letters, for the address of somebody who does not exist."""
    dotted = text.lower().replace(" ", ".")
    return "".join(letter for letter in dotted if letter.isalnum() or letter == ".")


def authority_of(name: str) -> Organisation:
    """An invented authority."""
    organisation, _is_new = Organisation.objects.get_or_create(
        name=name, defaults={"kind": Organisation.Kind.AUTHORITY, "is_invented": True}
    )
    return organisation


def lead_of(case: Round) -> Organisation:
    """The authority that runs the round for all."""
    return authority_of(str(case.document["executing_agency"]))


def officers_of(case: Round) -> tuple[User, User]:
    """The author and the approver, both of the lead."""
    lead = lead_of(case)
    first, second = (_officer(name, lead) for name in LEAD_OFFICERS)
    return first, second


def officer_of(name: str) -> User:
    """The officer who signs for the authority of a challenge."""
    return _officer(f"Inkoper {name}", authority_of(name))


def escrow() -> User:
    """Who holds the reserve share."""
    return cast.staff("adviser")


def member_of(member: Member) -> User:
    """A member of the committee."""
    return cast.user_of(_person(member.name, "commissie.example"), second_factor=True)


def company_of(startup: Startup) -> tuple[Organisation, User]:
    """The company with its signatory; without a register number where it has none yet."""
    signatory = cast.user_of(_person(startup.signatory, f"{slug(startup.name)}.example"))
    name = f"{startup.name} B.V." if startup.kvk else f"{startup.name} (in oprichting)"
    company = Organisation.objects.filter(name=name).first()
    if company is None:
        company = services.register_company(
            by=signatory, name=name, kvk=startup.kvk, city=startup.city, size="micro"
        )
        company.is_invented = True
        company.save(update_fields=["is_invented"])
    return company, signatory


def _officer(name: str, organisation: Organisation) -> User:
    user = cast.user_of(_person(name, f"{slug(organisation.name)}.example"), second_factor=True)
    services.appoint(user, organisation, Membership.Role.OFFICER, by=None)
    return user


@cache
def _person(name: str, host: str) -> Person:
    first, _space, last = name.partition(" ")
    return writing.Person(first, last, f"{slug(name)}@{host}")
