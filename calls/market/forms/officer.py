"""What officers fill in: a consultation, a meeting, a report."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from calls.market.models import Consultation, ConsultationReport, Contribution, Meeting
from calls.models import Call
from portal.accounts.models import Membership, Organisation, User
from portal.fields import MomentField
from portal.files.fields import SoundFile
from portal.look.wording import moment_text
from portal.workflow import TransitionRefused

RESERVED = {
    "beheer",
    "nieuw",
    "mijn",
    "bijeenkomsten",
    "oproep",
}  # these stand in our own addresses
MOST_LINES = 30


class LinesField(forms.CharField):
    """A list typed as one entry per line; cleans to the lines that say something."""

    def __init__(self, *, longest: int, rows: int = 5, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a list of ours as people write it."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in (super().clean(value) or "").splitlines()]
        found = [line for line in lines if line]
        if len(found) > MOST_LINES:
            raise ValidationError(_("At most %(most)s lines.") % {"most": MOST_LINES}, code="many")
        if too_long := [line for line in found if len(line) > self.longest]:
            raise ValidationError(
                ngettext(
                    "%(count)s line is longer than %(longest)s characters.",
                    "%(count)s lines are longer than %(longest)s characters.",
                    len(too_long),
                )
                % {"count": len(too_long), "longest": self.longest},
                code="long",
            )
        return found


class RefusingForm(forms.Form):
    """A form that can show why the rules refused it; what was typed stays."""

    def refuse(self, fault: TransitionRefused | ValidationError) -> None:
        """Add every sentence of a refusal, at its field where the fault names one we have."""
        if isinstance(fault, TransitionRefused):
            for line in fault.message.split("\n"):
                self.add_error(None, line)
            return
        named = fault.message_dict if hasattr(fault, "error_dict") else {"": fault.messages}
        for name, lines in named.items():
            for line in lines:
                self.add_error(name if name in self.fields else None, line)


class ConsultationForm(RefusingForm):
    """The terms of a consultation; `version` tells whether somebody else saved meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"), max_length=160, required=False
    )
    purpose = forms.CharField(
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy("Everybody reads this: which problem, and what you want to learn."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    themes = LinesField(
        label=gettext_lazy("Themes"),
        help_text=gettext_lazy("One on each line."),
        longest=100,
        rows=4,
        required=False,
    )
    questions = LinesField(
        label=gettext_lazy("Questions to the market"),
        help_text=gettext_lazy("One on each line. They stand once the consultation is public."),
        longest=600,
        rows=8,
        required=False,
    )
    entry = forms.ChoiceField(
        label=gettext_lazy("Who takes part?"),
        choices=Consultation.Entry.choices,
        initial=Consultation.Entry.OPEN,
        widget=forms.RadioSelect,
    )
    opens_at = MomentField(label=gettext_lazy("Opens"), required=False)
    closes_at = MomentField(
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy("Contributions that come in before this moment are in time."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """It opens before it closes."""
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("A consultation opens before it closes."))
        return cleaned

    def terms(self) -> dict[str, Any]:
        """What `update_consultation` takes."""
        apart = {"version", "reference", "authority"}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}

    @classmethod
    def of(cls, consultation: Consultation, data: Any = None) -> "ConsultationForm":
        """The form with what the consultation says now."""
        names = [name for name in cls.base_fields if name != "questions"]
        said = {name: getattr(consultation, name) for name in names}
        asked = [question.text for question in consultation.questions.all()]
        return cls(data, initial={**said, "questions": asked})


class NewConsultationForm(ConsultationForm):
    """As above, with what does not change any more."""

    field_order = ("version", "authority", "reference")
    authority = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Contracting authority"), empty_label=None
    )
    reference = forms.SlugField(
        label=gettext_lazy("Reference"),
        max_length=40,
        help_text=gettext_lazy(
            "Letters, digits and hyphens, such as MARKT26-DIJKEN. It stands in the address of the "
            "page and does not change any more."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["authority"])
        field.queryset = Organisation.objects.of(user).filter(
            memberships__role=Membership.Role.OFFICER, kind=Organisation.Kind.AUTHORITY
        )
        field.initial = field.queryset.first()

    def clean_reference(self) -> str:
        """Refuse what is taken, and the words that our own addresses use."""
        reference = str(self.cleaned_data["reference"])
        taken = Consultation.objects.filter(reference__iexact=reference).exists()
        if taken or reference.lower() in RESERVED:
            raise ValidationError(_("This reference is taken. Choose another one."), code="taken")
        return reference


class LaterForm(RefusingForm):
    """A later closing moment."""

    to = MomentField(label=gettext_lazy("New closing moment"))

    def __init__(self, data: Any = None, *, consultation: Consultation) -> None:
        super().__init__(data, initial={"to": consultation.closes_at})
        if consultation.closes_at is not None:
            self.fields["to"].help_text = _("It closes now on %(moment)s.") % {
                "moment": moment_text(consultation.closes_at, seconds=False)
            }


class LinkForm(RefusingForm):
    """Which call a consultation prepares: a draft of the same authority."""

    call = forms.ModelChoiceField(
        Call.objects.none(),
        label=gettext_lazy("Call"),
        required=False,
        empty_label=gettext_lazy("no call yet"),
    )

    def __init__(self, data: Any = None, *, consultation: Consultation, user: User) -> None:
        super().__init__(data, initial={"call": consultation.call_id})
        cast(forms.ModelChoiceField, self.fields["call"]).queryset = Call.objects.staffed_by(
            user
        ).filter(state=Call.State.DRAFT, contracting_authority=consultation.authority_id)


class InviteForm(RefusingForm):
    """Mail addresses, one on each line."""

    addresses = LinesField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy("One on each line. Each gets one mail."),
        longest=254,
    )

    def clean_addresses(self) -> list[str]:
        """Name every line that is no address."""
        wrong = []
        for address in self.cleaned_data["addresses"]:
            try:
                validate_email(address)
            except ValidationError:
                wrong.append(address)
        if wrong:
            raise ValidationError(
                _("This is no e-mail address: %(wrong)s.") % {"wrong": ", ".join(wrong)},
                code="address",
            )
        return list(self.cleaned_data["addresses"])


class DocumentForm(RefusingForm):
    """A PDF for everybody."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    file = SoundFile(most_mb=20, label=gettext_lazy("File (PDF)"))


class MeetingForm(RefusingForm):
    """Time and place of a meeting, and how one registers."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Meeting.Kind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    description = forms.CharField(
        label=gettext_lazy("Programme"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    starts_at = MomentField(label=gettext_lazy("Begins (Amsterdam time)"))
    ends_at = MomentField(label=gettext_lazy("Ends (Amsterdam time)"))
    place = forms.CharField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("An address, or “online”."),
        max_length=200,
    )
    online_url = forms.URLField(
        label=gettext_lazy("Link to take part online"),
        help_text=gettext_lazy("Only who has a place gets this link."),
        required=False,
        assume_scheme="https",
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Number of places"),
        help_text=gettext_lazy("Leave empty when there is room for everybody."),
        min_value=1,
        max_value=10_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )
    register_before = MomentField(label=gettext_lazy("Register before"))

    def clean(self) -> dict[str, Any]:
        """In order of time: registering, beginning, ending."""
        cleaned = super().clean() or self.cleaned_data
        last, starts, ends = (
            cleaned.get(name) for name in ("register_before", "starts_at", "ends_at")
        )
        if starts and ends and starts >= ends:
            self.add_error("ends_at", _("A meeting begins before it ends."))
        if last and starts and last > starts:
            self.add_error("register_before", _("Registration closes before the meeting begins."))
        return cleaned

    def terms(self) -> dict[str, Any]:
        """What `plan_meeting` and `change_meeting` take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @classmethod
    def of(cls, meeting: Meeting, data: Any = None) -> "MeetingForm":
        """The form with what the meeting says now."""
        return cls(data, initial={name: getattr(meeting, name) for name in cls.base_fields})


class MeetingReportForm(RefusingForm):
    """What was said, for everybody."""

    report = forms.CharField(
        label=gettext_lazy("Report"),
        help_text=gettext_lazy(
            "What was told and asked, without names. Who was not there knows the same after it."
        ),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )


class ReasonsForm(RefusingForm):
    """Why something does not go on; everybody reads it."""

    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy("This appears on the public page."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReportForm(RefusingForm):
    """The report, and per contribution whether and with which words it is cited."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    text = forms.CharField(
        label=gettext_lazy("Report"),
        help_text=gettext_lazy(
            "What you asked, what you learned, and what you do with it. No names: the portal looks "
            "for those of participants who did not agree to be named."
        ),
        max_length=60_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 18}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        contributions: list[Contribution],
        report: ConsultationReport | None,
    ) -> None:
        cited = {row.contribution_id: row for row in report.citations.all()} if report else {}
        said = {"version": report.version, "text": report.text} if report else {}
        super().__init__(data, initial=said)
        self.rows: list[tuple[int, Contribution]] = []
        for number, contribution in enumerate(contributions, start=1):
            if contribution.is_confidential:
                continue
            self.rows.append((number, contribution))
            row = cited.get(contribution.pk)
            self.fields[f"cite_{number}"] = forms.BooleanField(
                label=_("Cite contribution %(number)s") % {"number": number},
                required=False,
                initial=row is not None,
            )
            self.fields[f"quote_{number}"] = forms.CharField(
                label=_("Words taken over from contribution %(number)s") % {"number": number},
                help_text=_("Literally, or leave it empty."),
                max_length=2000,
                required=False,
                initial=row.quote if row else "",
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def citations(self) -> list[tuple[UUID, str]]:
        """The contributions that are cited, each with its words."""
        data = self.cleaned_data
        return [
            (contribution.uuid, data.get(f"quote_{number}", ""))
            for number, contribution in self.rows
            if data.get(f"cite_{number}")
        ]

    @property
    def cited(self) -> list[dict[str, Any]]:
        """The fields of each contribution beside it, for the page."""
        return [
            {
                "number": number,
                "contribution": contribution,
                "cite": self[f"cite_{number}"],
                "quote": self[f"quote_{number}"],
            }
            for number, contribution in self.rows
        ]
