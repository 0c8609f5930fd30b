"""Who may take part, on what grounds an offer is not assessed, and the themes of a call."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls import knock_outs
from calls.eligibility import eligibility_of
from calls.forms.terms import TermsForm
from calls.models import Call, Phase
from calls.partner_rules import MOST_PARTNERS, PartnerRules, as_data, partner_rules_of
from portal.accounts.models import Organisation
from portal.fields import read_euros
from portal.formsets import PostedRows
from portal.look.wording import number_text

MOST_THEMES = 20


class PercentField(forms.CharField):
    """0 to 100 with at most two decimals, typed the Dutch or the English way; None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "input-number", "inputmode": "decimal"})
        super().__init__(widget=widget, max_length=6, empty_value=None, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        percent = None if text is None else read_euros(text)
        if text is not None and (percent is None or percent > 100):
            raise forms.ValidationError(_("Write a percentage from 0 to 100."), code="percent")
        return percent

    def prepare_value(self, value: Any) -> Any:
        """Show a percentage of ours as people write it."""
        return number_text(value) if isinstance(value, Decimal) else value


def _count(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=0,
        max_value=MOST_PARTNERS,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-number"}),
    )


class EligibilityForm(TermsForm):
    """The conditions of a call; without any everybody may take part."""

    sizes = forms.MultipleChoiceField(
        label=gettext_lazy("Only companies of this size"),
        help_text=gettext_lazy("Tick nothing when every company may take part, small or large."),
        choices=Organisation.Size.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    only_europe = forms.BooleanField(
        label=gettext_lazy("Only from the European Union or the European Economic Area"),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why not everybody may take part"),
        help_text=gettext_lazy("Everybody reads this on the page of the call."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    least_partners = _count(
        gettext_lazy("Least number of partners"),
        gettext_lazy("Beside the lead partner. Subcontractors do not count. Empty: none is asked."),
    )
    least_chain_partners = _count(
        gettext_lazy("Least number of chain partners"),
        gettext_lazy("Partners from other places in the chain: supplier, processor, buyer."),
    )
    most_subcontracted = PercentField(
        label=gettext_lazy("Most that goes to subcontractors, in % of the price"),
        help_text=gettext_lazy("Empty: there is no limit."),
        required=False,
    )
    asks_confirmation = forms.BooleanField(
        label=gettext_lazy("Every partner confirms by mail that it takes part"), required=False
    )
    blocks = forms.BooleanField(
        label=gettext_lazy("An offer that breaks a rule for partners cannot be sent"),
        help_text=gettext_lazy("Without a tick it is shown to the company, and you judge it."),
        required=False,
    )
    overhead_percent = PercentField(
        label=gettext_lazy("Overhead, in % of the hours"),
        help_text=gettext_lazy("The portal adds it to the costs of each partner. Empty: none."),
        required=False,
    )

    @classmethod
    def of(cls, call: Call, data: Any = None) -> "EligibilityForm":
        """The form with what the call says now."""
        now, rules = eligibility_of(call), partner_rules_of(call)
        initial = {"sizes": now.sizes, "only_europe": now.only_europe, "reason": now.reason}
        asked = {name: value or None for name, value in vars(rules).items() if name != "blocks"}
        form = cls(data, initial={**initial, **asked, "blocks": rules.blocks})
        if not any(phase.asks_price for phase in call.phases.all()):
            del form.fields["overhead_percent"]
        return form

    def clean(self) -> dict[str, Any]:
        """Nobody is kept out without a reason."""
        cleaned = super().clean() or self.cleaned_data
        is_limited = cleaned.get("sizes") or cleaned.get("only_europe")
        if is_limited and "reason" in cleaned and not cleaned["reason"].strip():
            self.add_error("reason", _("Say why not everybody may take part."))
        return cleaned

    def terms(self) -> dict[str, Any]:
        """The conditions as the call keeps them; rules for partners only where there are any."""
        given = super().terms()
        rules = PartnerRules(
            least_partners=given.pop("least_partners") or 0,
            least_chain_partners=given.pop("least_chain_partners") or 0,
            most_subcontracted=given.pop("most_subcontracted"),
            asks_confirmation=given.pop("asks_confirmation"),
            blocks=given.pop("blocks"),
            overhead_percent=given.pop("overhead_percent", None) or Decimal(0),
        )
        if rules.has_any or rules.overhead_percent:
            given["partners"] = as_data(rules)
        return {"eligibility": given}


class RowsForm(TermsForm):
    """A step that is a list of rows: `formset` holds them, empty ones are none."""

    formset: forms.BaseFormSet

    def is_valid(self) -> bool:
        """Both are asked, so that all errors are there at once."""
        return all([super().is_valid(), self.formset.is_valid()])

    def rows(self) -> list[dict[str, Any]]:
        """The rows that stay and say something."""
        return [
            form.cleaned_data
            for form in self.formset.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


class ThemeForm(forms.Form):
    """One theme: a letter or number, and what it is about."""

    code = forms.CharField(
        label=gettext_lazy("Letter or number"),
        max_length=10,
        validators=[
            RegexValidator(r"^[A-Za-z0-9]+$", gettext_lazy("Use letters and digits, such as A."))
        ],
        widget=forms.TextInput(attrs={"class": "input-number"}),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)


class BaseThemes(PostedRows):
    """The themes of one call."""

    def clean(self) -> None:
        """Each theme has a letter of its own."""
        taken: set[str] = set()
        for form in self.forms:
            cleaned = getattr(form, "cleaned_data", {})
            code = cleaned.get("code", "")
            if not code or cleaned.get("DELETE"):
                continue
            if code.upper() in taken:
                form.add_error("code", _("Another theme has this letter or number."))
            taken.add(code.upper())


ThemeFormSet = cast(
    type[BaseThemes],
    forms.formset_factory(
        ThemeForm, formset=BaseThemes, extra=2, can_delete=True, max_num=MOST_THEMES,
        validate_max=True,
    ),
)  # fmt: skip


class ThemesForm(RowsForm):
    """All themes of a call; most calls have none."""

    def __init__(self, data: Any = None, *, call: Call) -> None:
        super().__init__(data)
        self.formset = ThemeFormSet(
            data, prefix="themes", initial=list(call.themes.values("code", "title"))
        )

    def terms(self) -> dict[str, Any]:
        """The themes as rows."""
        return {"themes": [{"code": row["code"], "title": row["title"]} for row in self.rows()]}


class KnockOutForm(forms.Form):
    """One ground on which an offer is not assessed."""

    code = forms.SlugField(required=False, max_length=40, widget=forms.HiddenInput)
    nl = forms.CharField(label=gettext_lazy("In Dutch"), max_length=knock_outs.LONGEST)
    en = forms.CharField(
        label=gettext_lazy("In English"), max_length=knock_outs.LONGEST, required=False
    )


KnockOutFormSet = forms.formset_factory(
    KnockOutForm,
    formset=PostedRows,
    extra=2,
    can_delete=True,
    max_num=knock_outs.MOST,
    validate_max=True,
)


class KnockOutsForm(RowsForm):
    """The grounds of one phase, begun from the instrument's standard."""

    def __init__(self, data: Any = None, *, phase: Phase) -> None:
        super().__init__(data)
        self.phase = phase
        initial = [{"code": row["code"], **row["text"]} for row in phase.knock_outs]
        self.formset = KnockOutFormSet(data, prefix="grounds", initial=initial)

    def terms(self) -> dict[str, Any]:
        """The grounds as rows, each with a code that stays."""
        kept: list[dict[str, Any]] = []
        for row in self.rows():
            taken = {each["code"] for each in kept}
            code = row["code"] or ""
            if not code or code in taken:
                code = knock_outs.free_code(row["en"] or row["nl"], taken)
            kept.append({"code": code, "text": {"nl": row["nl"], "en": row["en"]}})
        return {"phases": [{"code": self.phase.code, "knock_outs": kept}]}
