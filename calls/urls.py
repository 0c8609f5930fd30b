"""Public pages of calls, and under beheer/ the pages of who writes and approves them."""

from django.contrib.sitemaps import views as sitemaps
from django.urls import path

from calls.amendments.urls import amendment_paths
from calls.catalogue.views import feeds, lists, missions
from calls.custody.urls import custody_paths
from calls.outages.urls import outage_paths
from calls.views import (
    approval,
    documents,
    editor,
    follow_up,
    form_builder,
    history,
    keys,
    notices,
    public,
    rights,
    undelivered,
)

app_name = "calls"

DESK = "beheer/<slug:reference>/"

urlpatterns = [
    path("", lists.call_list, name="list"),
    path("atom.xml", feeds.feed, name="feed"),
    path(
        "sitemap.xml",
        sitemaps.index,
        {**feeds.MAPS, "sitemap_url_name": "calls:sitemap-part"},
        name="sitemap",
    ),
    path(
        "sitemap-<section>.xml",
        sitemaps.sitemap,
        feeds.MAPS,
        name="sitemap-part",
    ),
    path("beheer/missies/", missions.missions, name="missions"),
    path("beheer/missies/nieuw/", missions.add, name="add-mission"),
    path("beheer/missies/<slug:code>/", missions.change, name="change-mission"),
    path("beheer/nieuw/", editor.new, name="new"),
    *outage_paths(),
    path("beheer/onbezorgd/<uuid:uuid>/", undelivered.undelivered, name="undelivered"),
    path(DESK, editor.overview, name="edit"),
    path(f"{DESK}basis/", editor.basics, name="edit-basics"),
    path(f"{DESK}deelnemen/", editor.eligibility, name="edit-eligibility"),
    path(f"{DESK}themas/", editor.themes, name="edit-themes"),
    path(f"{DESK}teksten/", editor.texts, name="edit-texts"),
    path(f"{DESK}teksten/<slug:section>/", editor.section, name="edit-section"),
    path(f"{DESK}fasen/", editor.phases, name="edit-phases"),
    path(f"{DESK}prijzen/", editor.prizes, name="edit-prizes"),
    path(f"{DESK}vervolg/", follow_up.link, name="link-follow-up"),
    path(f"{DESK}ronde/", editor.round_of, name="edit-round"),
    path(f"{DESK}criteria/<slug:code>/", editor.criteria, name="edit-criteria"),
    path(f"{DESK}uitval/<slug:code>/", editor.knockouts, name="edit-knockouts"),
    path(f"{DESK}formulier/<slug:code>/", form_builder.overview, name="edit-form"),
    path(f"{DESK}formulier/<slug:code>/doen/", form_builder.act, name="form-act"),
    path(f"{DESK}formulier/<slug:code>/deel/", form_builder.section, name="form-add-section"),
    path(
        f"{DESK}formulier/<slug:code>/deel/<slug:section>/",
        form_builder.section,
        name="form-section",
    ),
    path(
        f"{DESK}formulier/<slug:code>/deel/<slug:section>/vraag/",
        form_builder.question,
        name="form-add-question",
    ),
    path(
        f"{DESK}formulier/<slug:code>/deel/<slug:section>/vraag/<slug:question>/",
        form_builder.question,
        name="form-question",
    ),
    path(f"{DESK}documenten/", documents.documents, name="edit-documents"),
    path(f"{DESK}documenten/toevoegen/", documents.add, name="add-document"),
    path(f"{DESK}rechten/", rights.rights, name="edit-rights"),
    path(
        f"{DESK}documenten/bijlagen/",
        documents.take_annexes,
        name="take-standard-annexes",
    ),
    path(f"{DESK}documenten/model/", documents.take_standard, name="take-standard-contract"),
    path(f"{DESK}documenten/<uuid:uuid>/verwijderen/", documents.remove, name="remove-document"),
    path(f"{DESK}voorbeeld/", editor.preview, name="preview"),
    path(f"{DESK}historie/", history.history, name="history"),
    path(f"{DESK}historie.csv", history.history_csv, name="history-csv"),
    path(f"{DESK}sleutels/", keys.keys, name="keys"),
    path(f"{DESK}sleutels/kiezen/", keys.choose, name="choose-holders"),
    *custody_paths(DESK),
    path(f"{DESK}controle/", approval.review, name="review"),
    path(f"{DESK}voorleggen/", approval.submit_for_review, name="submit-for-review"),
    path(f"{DESK}teruggeven/", approval.return_to_author, name="return-to-author"),
    path(f"{DESK}publiceren/", approval.publish, name="publish"),
    path(f"{DESK}stoppen/", approval.cancel, name="cancel"),
    path(f"{DESK}afronden/", approval.complete, name="complete"),
    path(f"{DESK}<slug:code>/sluiting/", approval.extend, name="extend"),
    path(f"{DESK}aankondiging.json", notices.as_json, name="notice-json"),
    path(f"{DESK}aankondiging.csv", notices.as_csv, name="notice-csv"),
    *amendment_paths(DESK),
    path("<slug:reference>/", public.detail, name="detail"),
    path("<slug:reference>/agenda.ics", feeds.calendar, name="calendar"),
    path("<slug:reference>/documenten/<uuid:uuid>/", public.document, name="document"),
    path("<slug:reference>/voorwaarden/<int:number>/", public.terms, name="terms"),
]
