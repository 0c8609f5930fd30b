"""Offers of companies (/offertes/) and the vault of a phase (/kluis/)."""

from django.urls import path

from applications.confirming import views as confirming
from applications.dossiers import views as dossiers
from applications.exporting import views as exporting
from applications.partnering import views as partnering
from applications.refusals import views as refusals
from applications.views import company, marks, previews, receipts, sections, sending, staff, vault
from applications.writing import views as writing

app_name = "applications"

OFFER = "offertes/<str:reference>/<slug:code>/"
VAULT = "kluis/<slug:call>/<slug:code>/"

urlpatterns = [
    path("offertes/", company.mine, name="mine"),
    path("offertes/beginnen/<slug:call>/<slug:code>/", company.start, name="start"),
    path("formulier/<slug:call>/<slug:code>/", previews.form_preview, name="form-preview"),
    path(
        "formulier/<slug:call>/<slug:code>/<slug:section>/vraag/",
        previews.question_preview,
        name="question-preview",
    ),
    path("formulier/<slug:call>/<slug:code>/leeg/", exporting.blank, name="blank-form"),
    path("formulier/<slug:call>/<slug:code>/leeg/tekst/", exporting.blank_text, name="blank-text"),
    path("formulier/<slug:call>/<slug:code>/leeg/pdf/", exporting.blank_pdf, name="blank-pdf"),
    path(OFFER, company.offer, name="offer"),
    path(f"{OFFER}uitvoer/", exporting.export, name="export"),
    path(f"{OFFER}uitvoer/tekst/", exporting.offer_text, name="export-text"),
    path(f"{OFFER}uitvoer/json/", exporting.offer_json, name="export-json"),
    path(f"{OFFER}uitvoer/pdf/", exporting.offer_pdf, name="export-pdf"),
    path(f"{OFFER}uitvoer/pdf/maken/", exporting.ask_pdf, name="ask-pdf"),
    path(f"{OFFER}uitvoer/verzonden/", exporting.sealed, name="export-sealed"),
    path(f"{OFFER}voorbeeld/", company.preview, name="preview"),
    path(f"{OFFER}voorbeeld/<slug:question>/", company.preview_file, name="preview-file"),
    path(f"{OFFER}deel/<slug:section>/", sections.section, name="section"),
    path(f"{OFFER}deel/<slug:section>/bewaren/", sections.autosave, name="autosave"),
    path(f"{OFFER}bestand/<slug:question>/", sections.attachment, name="attachment"),
    path(f"{OFFER}bestand/<slug:question>/toevoegen/", sections.attach, name="attach"),
    path(f"{OFFER}bestand/<slug:question>/verwijderen/", sections.detach, name="detach"),
    path(f"{OFFER}bestand/<slug:question>/meenemen/", dossiers.reuse, name="reuse-file"),
    path(f"{OFFER}bestand/<slug:question>/beginnen/", writing.begin, name="begin-upload"),
    path(f"{OFFER}upload/<uuid:uuid>/", writing.part, name="upload"),
    path(f"{OFFER}upload/<uuid:uuid>/afronden/", writing.finish, name="finish-upload"),
    path(f"{OFFER}upload/<uuid:uuid>/weghalen/", writing.give_up, name="give-up-upload"),
    path(f"{OFFER}vertrouwelijkheid/", marks.marks, name="marks"),
    path(f"{OFFER}insturen/", sending.submit, name="submit"),
    path(f"{OFFER}wijzigen/", sending.change, name="change"),
    path(f"{OFFER}intrekken/", sending.withdraw, name="withdraw"),
    path(f"{OFFER}opnieuw/", sending.begin_again, name="begin-again"),
    path(f"{OFFER}ontvangst/<int:number>/", receipts.receipt, name="receipt"),
    path(f"{OFFER}ontvangst/<int:number>/pdf/", receipts.receipt_pdf, name="receipt-pdf"),
    path(f"{OFFER}ontvangst/<int:number>/json/", receipts.manifest, name="manifest"),
    path(f"{OFFER}nieuwe-voorwaarden/<int:number>/", confirming.acknowledge, name="acknowledge"),
    path(f"{OFFER}opnieuw-bevestigen/", confirming.confirm, name="confirm-again"),
    path(f"{OFFER}partners/", partnering.partners, name="partners"),
    path(f"{OFFER}partners/vragen/", partnering.ask, name="partner-ask"),
    path(f"{OFFER}partners/kvk/", partnering.check, name="partner-check"),
    path("deelnemen/<str:secret>/", partnering.answer, name="partner-answer"),
    path(f"{OFFER}geweigerd/", refusals.refused_attempts, name="refused-attempts"),
    path(f"{OFFER}geweigerd/<uuid:uuid>/", refusals.refusal_pdf, name="refusal-pdf"),
    path(VAULT, vault.vault, name="vault"),
    path(f"{VAULT}openen/", vault.start, name="start-opening"),
    path(f"{VAULT}bevestigen/", vault.confirm, name="confirm-opening"),
    path(f"{VAULT}verslag/", vault.record, name="opening-record"),
    path(f"{VAULT}verslag/json/", vault.record_json, name="opening-record-json"),
    path(f"{VAULT}verslag/pdf/", vault.record_pdf, name="opening-record-pdf"),
    path(f"{VAULT}offertes/", staff.opened_list, name="opened-list"),
    path("kluis/offerte/<str:reference>/<slug:code>/", staff.opened, name="opened"),
    path(
        "kluis/offerte/<str:reference>/<slug:code>/bestand/<slug:question>/",
        staff.opened_file,
        name="opened-file",
    ),
    path("kluis/offerte/<str:reference>/<slug:code>/toelaten/", staff.judge, name="judge"),
]
