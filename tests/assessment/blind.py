"""A round that is judged blind, with the identity of each company in every place that could tell.

Every name, place, person and file is called after one flower, so that one word finds them all.
"""

from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf

from applications.models import Dossier, OpenedFile, OpenedProposal, Partner
from assessment.booklets.services import ask_for_booklet, make_booklet
from assessment.models import Committee
from assessment.pitches.models import PitchSlot
from portal import pdf
from portal.accounts.models import Organisation
from portal.clock import portal_now
from portal.files import store
from tests.assessment import stages
from tests.cast import Cast
from tests.factories import MembershipFactory, UserFactory

FLOWER = "klaproos"
NUMBERS = ("90312201", "90312202", "90312203")  # KvK numbers of the companies
PARTNER_NUMBERS = ("90312211", "90312212", "90312213")
IDENTITY = (FLOWER, *NUMBERS, *PARTNER_NUMBERS)
FORM = [
    {
        "code": "idea", "title": {"nl": "Idee"},
        "questions": [
            {"code": "title", "kind": "short_text", "label": {"nl": "Titel"}},
            {"code": "team", "kind": "long_text", "label": {"nl": "Team"}, "identifies": True},
        ],
    },
    {
        "code": "files", "title": {"nl": "Bestanden"},
        "questions": [
            {
                "code": "hidden_names", "kind": "file", "label": {"nl": "Zonder naam"},
                "file_types": ["pdf"], "anonymous": True,
            },
            {"code": "named", "kind": "file", "label": {"nl": "Met naam"}, "file_types": ["pdf"]},
        ],
    },
]  # fmt: skip
CONTEST = {
    "judged_by": "jury", "outcome": "prize", "needs_money": False, "asks_price": False,
    "prizes": ["10000.00", "5000.00"], "planned_awards": 2,
}  # fmt: skip


def committee(cast: Cast, *, is_jury: bool = False, **fields: Any) -> Committee:
    """Everybody has declared and may read; companies stand in another order than offers."""
    phase = stages.opened_phase(
        cast, form=FORM, is_anonymous=True, pitch_minutes=10, question_minutes=5,
        **(CONTEST if is_jury else {}), **fields,
    )  # fmt: skip
    for number, proposal in enumerate(phase.proposals.order_by("dossier__reference")):
        _name(proposal.dossier, 2 - number)
        OpenedProposal.objects.filter(proposal=proposal).update(
            title=f"Een plan {number}",
            answers={
                "idea": {"title": f"Een plan {number}", "team": "Het team van Klaproos."},
                "partners": {"rows": [
                    {"name": "Klaprooslab", "role": "partner", "country": "NL",
                     "kvk": PARTNER_NUMBERS[2 - number], "share": "20"},
                ]},
            },
        )  # fmt: skip
        Partner.objects.filter(opened__proposal=proposal).update(
            name="Klaprooslab", kvk=PARTNER_NUMBERS[2 - number]
        )
        for question in ("hidden_names", "named"):
            file = store.save_bytes(
                plan(names_its_maker=question == "named"), "application/pdf", by=UserFactory()
            )
            OpenedFile.objects.create(
                opened=proposal.opened, question=question, file=file, file_name="klaproos.pdf"
            )
        PitchSlot.objects.create(
            phase=phase, dossier=proposal.dossier, place="Zaal 1", planned_by=cast.officer,
            starts_at=portal_now() + timedelta(days=number + 1),
        )  # fmt: skip
    formed = stages.declared(stages.formed(cast, phase))
    reader = formed.seats.get(user=cast.members[1])
    make_booklet(ask_for_booklet(reader, by=reader.user))
    return formed


def _name(dossier: Dossier, number: int) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(pseudonym=f"Rode Wouw {number}")
    Organisation.objects.filter(pk=dossier.lead_id).update(
        name=f"Klaproos {number} B.V.", kvk=NUMBERS[number], city="Klaproosdam",
        kvk_name=f"Klaproos {number}", address="Klaproosstraat 1", iban="",
    )  # fmt: skip
    user = UserFactory(name="Kim Klaproos", email=f"kim{number}@klaproos.example")
    MembershipFactory(user=user, organisation=dossier.lead, role="signatory")


@cache
def plan(*, names_its_maker: bool) -> bytes:
    """A PDF that names its maker wherever a PDF can; in its text only when asked."""
    title = "Plan van Klaproos" if names_its_maker else "Plan"
    html = f'<html lang="nl"><head><title>Plan</title></head><body><h1>{title}</h1></body></html>'
    with pikepdf.open(BytesIO(pdf.from_html(html))) as document:
        document.docinfo["/Author"] = "Klaproos B.V."
        with document.open_metadata() as metadata:
            metadata["dc:creator"] = ["Klaproos B.V."]
        document.attachments["klaproos.txt"] = b"Klaproos"
        page = document.pages[0].obj
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 20, 20],
            T=pikepdf.String("Kim Klaproos"), Contents=pikepdf.String("Klaproos was hier"),
        )  # fmt: skip
        page.Annots = document.make_indirect(pikepdf.Array([document.make_indirect(note)]))
        target = BytesIO()
        document.save(target)
    return target.getvalue()
