"""The steps of the editor. Each form gives its part of the terms of a call (`terms()`)."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from calls.catalogue.models import CallProfile, Mission
from calls.catalogue.regions import REGIONS
from calls.instruments import instruments
from calls.models import Call
from calls.notices import needs_notice
from portal.accounts.models import Membership, Organisation, User
from portal.clock import portal_today
from portal.fields import EuroField
from portal.workflow import TransitionRefused

NOTICE = (
    "notice_number", "notice_sent_on", "notice_published_on", "duration_months",
    "purchases_excl_vat",
)  # fmt: skip
RESERVED = {
    "beheer",
    "nieuw",
    "meldingen",
    "storingen",
}  # these stand in the portal's own addresses


class NewCallForm(forms.Form):
    """The least that a call begins with; everything else comes from the instrument's standard."""

    instrument = forms.ChoiceField(
        label=_("Instrument"),
        widget=forms.RadioSelect,
        help_text=_("Phases, rules and standard texts come with it. It does not change any more."),
    )
    authority = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Contracting authority"), empty_label=None
    )
    reference = forms.SlugField(
        label=_("Reference"),
        max_length=40,
        help_text=_(
            "Letters, digits and hyphens, such as SBIR26-DIJKEN. It stands in the address of the "
            "page and on every letter, and does not change any more."
        ),
    )
    title = forms.CharField(label=_("Title"), max_length=160)
    summary = forms.CharField(
        label=_("The challenge in a few sentences"),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authorities = Organisation.objects.of(user).filter(
            memberships__role=Membership.Role.OFFICER, kind=Organisation.Kind.AUTHORITY
        )
        cast(forms.ChoiceField, self.fields["instrument"]).choices = [
            (each.code, f"{each.name}: {each.summary}") for each in instruments()
        ]
        field = cast(forms.ModelChoiceField, self.fields["authority"])
        field.queryset = authorities
        field.initial = authorities.first()

    def clean_reference(self) -> str:
        """Refuse what is taken, and the words that our own addresses use."""
        reference = str(self.cleaned_data["reference"])
        taken = Call.objects.filter(reference__iexact=reference).exists()
        if taken or reference.lower() in RESERVED:
            raise ValidationError(_("This reference is taken. Choose another one."), code="taken")
        return reference


class TermsForm(forms.Form):
    """A part of the terms, as one step of the editor shows it."""

    def terms(self) -> dict[str, Any]:
        """This form's part of the terms, for `calls.services.update_call`."""
        return dict(self.cleaned_data)

    def refuse(self, fault: TransitionRefused | ValidationError) -> None:
        """Show why the terms were not taken; what was typed stays."""
        if isinstance(fault, TransitionRefused):
            self.add_error(None, fault.message)
        else:
            self.add_error(None, fault.messages)


class BasicsForm(TermsForm):
    """Title, challenge, and who else takes part on the side of the state."""

    title = forms.CharField(label=_("Title"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    summary = forms.CharField(
        label=_("The challenge in a few sentences"),
        help_text=_("Everybody reads this first: in the list of calls and at the top of the page."),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    executing_agency = forms.ModelChoiceField(
        Organisation.objects.filter(kind=Organisation.Kind.AGENCY),
        label=_("Executing agency"),
        help_text=_("Its officers may do in this call what officers of the authority may."),
        required=False,
    )
    co_funder = forms.ModelChoiceField(
        Organisation.objects.filter(
            kind__in=[
                Organisation.Kind.AUTHORITY,
                Organisation.Kind.AGENCY,
                Organisation.Kind.MINISTRY,
            ]
        ),
        label=_("Co-funder"),
        required=False,
    )
    missions = forms.ModelMultipleChoiceField(
        Mission.objects.filter(is_active=True),
        label=_("Missions"),
        help_text=_("The missions that this call is for. The public finds the call by them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    region = forms.ChoiceField(
        label=_("Region"), required=False, choices=[("", _("the whole country")), *REGIONS]
    )
    contact = forms.CharField(
        label=_("Contact"),
        help_text=_("Whom one can ask about the procedure: a name or a department, and a mail."),
        max_length=200,
        required=False,
    )
    information_days = forms.IntegerField(
        label=_("Information period in days"),
        help_text=_(
            "News within so many days before a deadline proposes a later one. Leave it empty to "
            "do as the instrument says."
        ),
        min_value=0,
        max_value=60,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    notice_number = forms.CharField(
        label=_("Number of the notice on TenderNed"), max_length=40, required=False
    )
    notice_sent_on = forms.DateField(
        label=_("Notice sent on"),
        help_text=_("Legal periods are counted from this day; the day itself does not count."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input-date"}, format="%Y-%m-%d"),
    )
    notice_published_on = forms.DateField(
        label=_("Notice published on"),
        help_text=_("Empty: the call may be public 48 hours after the notice was sent."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input-date"}, format="%Y-%m-%d"),
    )
    duration_months = forms.IntegerField(
        label=_("Duration in months"),
        min_value=1,
        max_value=240,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    purchases_excl_vat = EuroField(
        label=_("Purchases afterwards, at most, excluding VAT"),
        help_text=_("Counts in the estimated value, with the research and development."),
        required=False,
    )

    @classmethod
    def of(cls, call: Call, data: Any = None) -> "BasicsForm":
        """The form with what the call says now; the notice only where one is needed."""
        profile = CallProfile.objects.filter(call=call).first() or CallProfile()
        found: dict[str, Any] = {"region": profile.region, "contact": profile.contact}
        found["missions"] = list(Mission.objects.filter(calls=call))
        own = [name for name in cls.base_fields if name not in found]
        form = cls(data, initial=found | {name: getattr(call, name) for name in own})
        if not needs_notice(call):
            for name in NOTICE:
                del form.fields[name]
        return form

    def clean(self) -> dict[str, Any]:
        """A notice is published after it was sent."""
        cleaned = super().clean() or self.cleaned_data
        sent, published = cleaned.get("notice_sent_on"), cleaned.get("notice_published_on")
        if sent and published and published < sent:
            self.add_error("notice_published_on", _("A notice is published after it was sent."))
        return cleaned

    def clean_notice_sent_on(self) -> date | None:
        """A notice that was not sent yet starts no period."""
        sent: date | None = self.cleaned_data["notice_sent_on"]
        if sent is not None and sent > portal_today():
            raise ValidationError(_("The notice cannot be sent in the future."), code="future")
        return sent
