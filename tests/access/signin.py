"""Where somebody is logged in: for that person only."""

from portal.signin.models import SignIn
from tests.access.rows import EVERYBODY, SIGNED_IN, Row
from tests.access.world import World
from tests.cast import client_of


def session(world: World) -> list:
    """A session of the applicant, in a browser made for this."""
    key = client_of(world.cast.applicant).session.session_key
    return [SignIn.objects.get(session_key=key).uuid]


SIGNIN = [
    Row("signin:sessions", sees=SIGNED_IN),
    Row("signin:left", sees=EVERYBODY, is_public=True),
    Row("signin:stay", sees=SIGNED_IN, method="post"),
    Row("signin:end-others", sees=SIGNED_IN, method="post"),
    Row("signin:end", args=session, sees="applicant", method="post"),
]
