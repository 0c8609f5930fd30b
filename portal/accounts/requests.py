"""What a view behind @login_required may count on, and the data of its form."""

from django.http import HttpRequest, QueryDict

from portal.accounts.models import StepUp, User


class SignedInRequest(HttpRequest):
    """A request of somebody who is logged in; `proof` stands there behind @step_up_required."""

    user: User
    proof: StepUp
    refusal_code: str  # set where a refusal is shown in a form: the history names it


def posted(request: HttpRequest) -> QueryDict | None:
    """The data for a form: None when the page is only looked at. An empty body is data too."""
    return request.POST if request.method == "POST" else None
