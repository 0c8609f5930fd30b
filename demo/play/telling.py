"""What is told after the work: a story that the company approved, and who wants it too."""

from awards.buyers import services as buyers
from awards.models import Contract
from awards.selectors import delivered_prototypes
from awards.stories import transitions as stories
from demo import cast
from demo.play import picture
from demo.play.plays import Play
from portal.accounts.models import Membership, Organisation, User

STORY = (
    "De oplossing is **een seizoen lang beproefd** op een plek die de overheid beschikbaar stelde. "
    "Het prototype deed wat was afgesproken.\n\n"
    "- De proef is op tijd afgerond\n- De metingen zijn openbaar\n\n"
    "Dit verhaal is verzonnen, zoals alles op dit portaal."
)


def tell(play: Play, contract: Contract, *, signatory: User) -> None:
    """An officer writes the story, the company approves it, and the neighbour wants one too."""
    dossier = contract.decision.proposal.dossier
    title = contract.decision.proposal.opened.title
    story = stories.write(
        dossier,
        title=f"{title}: van idee naar proef",
        text=STORY,
        picture=picture.viaduct(),
        picture_alt=picture.ALT,
        by=play.author,
    )
    stories.approve(story, by=signatory)
    neighbour = cast.staff("province_officer")
    if not delivered_prototypes(play.call).filter(pk=dossier.pk).exists():
        return
    buyers.mark(
        dossier,
        authority=Organisation.objects.filter(
            memberships__user=neighbour, memberships__role=Membership.Role.OFFICER
        )[0],
        contact_name=neighbour.name,
        contact_email=neighbour.email,
        wanted="Bij het groot onderhoud over twee jaar",
        note="Wij hebben drie plekken waar dit past.",
        by=neighbour,
    )
