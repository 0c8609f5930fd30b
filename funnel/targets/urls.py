"""Targets, agendas and agreements, under /streefcijfers/."""

from django.urls import path

from funnel.targets.views import authority, overview

app_name = "targets"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("csv/", overview.overview_csv, name="csv"),
    path("kamerbrief/<int:year>/", overview.letter, name="letter"),
    path("kamerbrief/<int:year>/pdf/", overview.letter_pdf, name="letter-pdf"),
    path("kamerbrief/<int:year>/tekst/", overview.letter_text, name="letter-text"),
    path("agenda/<uuid:uuid>/", authority.edit_item, name="edit-item"),
    path("afspraken/<uuid:uuid>/", authority.edit_agreement, name="edit-agreement"),
    path("<uuid:uuid>/", authority.authority, name="authority"),
    path("<uuid:uuid>/bestuurslaag/", authority.tier, name="tier"),
    path("<uuid:uuid>/agenda/", authority.new_item, name="new-item"),
    path("<uuid:uuid>/afspraken/", authority.new_agreement, name="new-agreement"),
    path("<uuid:uuid>/<int:year>/", authority.write, name="write"),
]
