"""What a view behind @login_required may count on; for the type checker and the reader."""

from django.http import HttpRequest

from portal.accounts.models import StepUp, User


class SignedInRequest(HttpRequest):
    """A request of somebody who is logged in; `proof` stands there behind @step_up_required."""

    user: User
    proof: StepUp
