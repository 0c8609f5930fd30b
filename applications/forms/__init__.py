"""Input of this room: the offer's sections (editors), and the forms around sending and opening."""

from applications.forms.editors import CostsEditor, Editor, SectionForm, editor_for, rows_asked
from applications.forms.sending import (
    AdmissibilityForm,
    ChangeCodeForm,
    DeclareForm,
    PassphraseForm,
    StartForm,
)

__all__ = [
    "AdmissibilityForm",
    "ChangeCodeForm",
    "CostsEditor",
    "DeclareForm",
    "Editor",
    "PassphraseForm",
    "SectionForm",
    "StartForm",
    "editor_for",
    "rows_asked",
]
