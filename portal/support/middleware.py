"""While an operator acts as somebody: the right person, the limits, and a line for every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve

from portal.audit.record import record
from portal.audit.seals import seal_of
from portal.middleware import references
from portal.support.behalf import at_keyboard
from portal.support.limits import is_allowed
from portal.support.models import SupportSession
from portal.support.permissions import can_act

KEY = "support"
# Of the operator, also in the meantime: stopping, and how long their own session lasts.
OWN = ("/ondersteuning/stoppen/", "/static/", "/mijn/sessies/tijd/", "/mijn/sessies/langer/")


class AsSupport:
    """Behind SecondFactorFirst, which has asked the operator for their own second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = self._session(request)
        if session is None or request.path.startswith(OWN):
            return self.get_response(request)
        request.user = session.user
        request.support = session  # type: ignore[attr-defined]
        token = at_keyboard.set(str(session.operator.uuid))
        try:
            return self._answer(request, session)
        finally:
            at_keyboard.reset(token)

    def _session(self, request: HttpRequest) -> SupportSession | None:
        """What holds now; asked anew at every request, so that an end holds at once."""
        key = request.session.get(KEY)
        if not key or not request.user.is_authenticated:
            return None
        running = SupportSession.objects.running().select_related("user", "operator")
        session = running.filter(uuid=key).first()
        if session is None or not can_act(request.user, session):
            del request.session[KEY]
            return None
        return session

    def _answer(self, request: HttpRequest, session: SupportSession) -> HttpResponse:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        method = request.method or ""
        if is_allowed(match, request.path, method, may_write=session.may_write):
            response = self.get_response(request)
        else:
            response = render(request, "support/refused.html", status=403)
        _write(request, match, response.status_code)
        return response


def _write(request: HttpRequest, match: ResolverMatch, status: int) -> None:
    """One line per page, refused or not; one that names an offer is under the seal of its vault."""
    record(
        "support_page",
        None,
        by=request.user,
        seal=seal_of(match.namespace, match.kwargs),
        status=status,
        method=request.method,
        page=match.view_name,
        about=references(match.kwargs),
    )
