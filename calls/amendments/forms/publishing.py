"""Publishing: the hash of the terms that the second officer read goes along."""

from django import forms


class PublishForm(forms.Form):
    """What was read is what is published."""

    seen_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
