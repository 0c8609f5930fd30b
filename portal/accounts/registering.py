"""Registering a company, wherever a page asks for it, and what the trade register said of it."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts import kvk as trade_register
from portal.accounts import services
from portal.accounts.forms import CompanyForm
from portal.accounts.models import Organisation
from portal.accounts.requests import SignedInRequest
from portal.look.wording import day_text
from portal.ratelimit import is_too_often
from portal.workflow import TransitionRefused

ASKED_AN_HOUR = 30  # questions to the trade register from one network address; each is paid for


def company_from(request: SignedInRequest, form: CompanyForm) -> Organisation | None:
    """Register the company of a form that was sent; None where the form says why it cannot be."""
    if not form.is_valid():
        return None
    try:
        company = services.register_company(
            by=request.user, register=form.register, **form.cleaned_data
        )
    except TransitionRefused as refusal:
        form.add_error("kvk", refusal.message)
        form.known_kvk = form.register.number
        return None
    messages.success(request, _("%(name)s is registered.") % {"name": company.name})
    tell(request, form.register)
    return company


def may_ask(request: SignedInRequest) -> bool:
    """Counts a form that is sent; who sends too many goes on without an answer of the register."""
    return request.method == "POST" and not is_too_often(request, "kvk", per_hour=ASKED_AN_HOUR)


def tell(request: SignedInRequest, register: trade_register.Reply) -> None:
    """What came of asking the trade register, where there was a number to ask about."""
    if not register.number:
        return
    if register.outcome == trade_register.Outcome.VERIFIED:
        messages.info(request, _stated(register))
        if register.ends_on:
            messages.warning(
                request,
                _("According to the trade register, this company ended on %(day)s.")
                % {"day": day_text(register.ends_on)},
            )
    elif register.outcome == trade_register.Outcome.NOT_FOUND:
        messages.warning(
            request, _("The KvK does not know this number. Officers see that it is not checked.")
        )
    else:
        messages.warning(
            request,
            _(
                "The KvK number could not be checked with the KvK now. You can go on with "
                "everything; officers see that it is not checked."
            ),
        )


def tell_of_removed(request: SignedInRequest, before: Organisation, now: Organisation) -> None:
    """Numbers that went because the register says that this is a sole trader."""
    if (before.rsin, before.vat_id) != (now.rsin, now.vat_id):
        messages.warning(
            request,
            _(
                "According to the trade register, this is a sole trader. What may hold a BSN is "
                "removed: the RSIN, or a VAT number of before 2020."
            ),
        )


def _stated(register: trade_register.Reply) -> str:
    """How the trade register knows the company, with what helps to see a mistake."""
    known_as = _("The KvK knows this number as %(name)s.") % {"name": register.name}
    said = [known_as]
    if register.city:
        said.append(_("It stands in %(town)s.") % {"town": register.city})
    if register.people is not None:
        said.append(
            ngettext("%(count)d person works there.", "%(count)d people work there.",
                     register.people) % {"count": register.people}
        )  # fmt: skip
    return " ".join(said)
