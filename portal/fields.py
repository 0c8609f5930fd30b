"""Form fields that read what Dutch people type: euros, and moments in Amsterdam time."""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from portal.look.wording import AMSTERDAM, euro_text

_GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+")
_EXACT = re.compile(r"\d{1,12}(\.\d{1,2})?")


def read_euros(typed: str) -> Decimal | None:
    """Read "50.000,00", "50,000.00", "€ 50000" or "50000.5"; None when it is no amount.

    The last separator with one or two digits behind it marks the cents; one with exactly three
    behind it parts thousands, as an amount never has three decimals.
    """
    text = re.sub(r"[€\s\u00a0\u202f]|EUR", "", typed)
    whole, mark, cents = text, "", ""
    if found := re.fullmatch(r"(.*)([.,])(\d{1,2})", text):
        whole, mark, cents = found.groups()
    elif found := re.fullmatch(r"(.*),-{1,2}", text):  # € 50.000,-
        whole, mark = found.group(1), ","
    if "." in whole or "," in whole:
        separators = set(re.sub(r"\d", "", whole))
        if not _GROUPED.fullmatch(whole) or len(separators) != 1 or mark in separators:
            return None
        whole = re.sub(r"[.,]", "", whole)
    exact = f"{whole}.{cents}" if cents else whole
    return Decimal(exact) if _EXACT.fullmatch(exact) else None


class DraftForm(forms.Form):
    """A form of which an empty required field is no error: it is a gap, told before sending."""

    use_required_attribute = False

    def full_clean(self) -> None:
        super().full_clean()
        for name, errors in list(self.errors.items()):
            kept = [error for error in errors.as_data() if error.code != "required"]
            del self.errors[name]
            if kept:
                self.add_error(None if name == "__all__" else name, kept)


class EuroField(forms.CharField):
    """An amount in euro with two places, as Decimal; None when left empty.

    More than zero, or with `or_zero` also zero itself.
    """

    default_error_messages = {
        "amount": gettext_lazy("Write an amount in euro, such as 50.000,00."),
        "positive": gettext_lazy("Write an amount above zero."),
    }

    def __init__(self, *, or_zero: bool = False, **kwargs: Any) -> None:
        self.or_zero = or_zero
        widget = forms.TextInput(attrs={"class": "input-money", "inputmode": "decimal"})
        super().__init__(widget=widget, max_length=24, empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show an amount of ours as people write it."""
        return euro_text(value).lstrip("€\u00a0") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if text is None:
            return None
        amount = read_euros(text)
        if amount is None:
            raise forms.ValidationError(self.error_messages["amount"], code="amount")
        if amount < 0 or not (amount or self.or_zero):
            raise forms.ValidationError(self.error_messages["positive"], code="positive")
        return amount.quantize(Decimal("0.01"))


class MomentWidget(forms.MultiWidget):
    """A date and a time; when the clock goes back, also which of the two times is meant."""

    use_fieldset = True

    def __init__(self) -> None:
        which = [
            ("", gettext_lazy("Choose")),
            ("0", gettext_lazy("the first time (summer time)")),
            ("1", gettext_lazy("the second time (winter time)")),
        ]
        day = {"type": "date", "class": "input-date", "aria-label": gettext_lazy("date")}
        clock = {"type": "time", "class": "input-short", "aria-label": gettext_lazy("time")}
        meant = {"aria-label": gettext_lazy("which of the two")}
        super().__init__(
            {
                "on": forms.DateInput(attrs=day, format="%Y-%m-%d"),
                "at": forms.TimeInput(attrs=clock, format="%H:%M"),
                "which": forms.Select(attrs=meant, choices=which),
            }
        )

    def decompress(self, value: datetime | None) -> list[Any]:
        """Split a moment into its local date and time, and which of two equal times it is."""
        if value is None:
            return [None, None, ""]
        local = value.astimezone(AMSTERDAM)
        return [local.date(), local.time(), str(local.fold) if _comes_twice(local) else ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The third part is there only when the question exists."""
        context = super().get_context(name, value, attrs)
        on, at, _which = value if isinstance(value, list) else self.decompress(value)
        local = _naive(on, at)
        if local is None or not _comes_twice(local):
            context["widget"]["subwidgets"] = context["widget"]["subwidgets"][:2]
        return context


class MomentField(forms.MultiValueField):
    """An instant, typed as date and time in Amsterdam; cleans to an aware datetime in UTC.

    A time that the clock skips is refused; one that comes twice asks which is meant.
    """

    widget = MomentWidget
    default_error_messages = {
        "skipped": gettext_lazy(
            "This time does not exist: that night the clock goes from 02:00 to 03:00."
        ),
        "twice": gettext_lazy(
            "This time comes twice: that night the clock goes back. Choose which one you mean."
        ),
        "incomplete": gettext_lazy("Fill in both the date and the time."),
        "invalid": gettext_lazy("Write a date such as 31-08-2026 and a time such as 12:00."),
        "far": gettext_lazy("Write a year from 2000 to 2100."),
    }

    def __init__(self, **kwargs: Any) -> None:
        day = forms.DateField(input_formats=["%Y-%m-%d", "%d-%m-%Y"], required=False)
        clock = forms.TimeField(input_formats=["%H:%M", "%H:%M:%S"], required=False)
        which = forms.ChoiceField(choices=[("", ""), ("0", "0"), ("1", "1")], required=False)
        super().__init__((day, clock, which), require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        parts = list(value or [])[:2]
        if any(parts) and not all(parts):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            return super().clean(value)
        except forms.ValidationError as fault:
            if all(error.code == "invalid" for error in fault.error_list):
                raise forms.ValidationError(
                    self.error_messages["invalid"], code="invalid"
                ) from None
            raise

    def compress(self, data_list: list[Any]) -> datetime | None:
        """The one instant that is meant."""
        if not data_list or data_list[0] is None or data_list[1] is None:
            return None
        on, at, which = data_list
        if not 2000 <= on.year <= 2100:
            raise forms.ValidationError(self.error_messages["far"], code="far")
        local = datetime.combine(on, at, tzinfo=AMSTERDAM)
        if _is_skipped(local):
            raise forms.ValidationError(self.error_messages["skipped"], code="skipped")
        if _comes_twice(local):
            if not which:
                raise forms.ValidationError(self.error_messages["twice"], code="twice")
            local = local.replace(fold=int(which))
        return local.astimezone(UTC)


def _is_skipped(local: datetime) -> bool:
    return local.astimezone(UTC).astimezone(AMSTERDAM).replace(fold=0) != local.replace(fold=0)


def _comes_twice(local: datetime) -> bool:
    local = local.replace(tzinfo=AMSTERDAM)
    first, second = local.replace(fold=0), local.replace(fold=1)
    return first.utcoffset() != second.utcoffset() and not _is_skipped(local)


def _naive(on: Any, at: Any) -> datetime | None:
    """The local time as it stands in the inputs, or None while it is none yet."""
    try:
        day = on if isinstance(on, date) else date.fromisoformat(str(on))
        clock = at if isinstance(at, time) else time.fromisoformat(str(at))
    except ValueError:
        return None
    return datetime.combine(day, clock)
