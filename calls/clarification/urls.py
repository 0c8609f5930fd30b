"""Questions and notices: public pages and the asker's, and under beheer/ the officers' desk."""

from django.urls import path

from calls.clarification.views import asker, desk, notices, public

app_name = "clarification"

DESK = "beheer/<slug:reference>/vragen/"
NOTICE = "beheer/<slug:reference>/inlichtingen/"
OWN = "<slug:reference>/mijn-vragen/"
PUBLIC = "<slug:reference>/inlichtingen/<int:number>"

urlpatterns = [
    path(DESK, desk.desk, name="desk"),
    path(f"{DESK}<uuid:uuid>/", desk.question, name="question"),
    path(f"{DESK}<uuid:uuid>/toewijzen/", desk.assign, name="assign"),
    path(f"{DESK}<uuid:uuid>/samennemen/", desk.merge, name="merge"),
    path(f"{DESK}<uuid:uuid>/losmaken/", desk.unmerge, name="unmerge"),
    path(f"{DESK}<uuid:uuid>/terugleggen/", desk.give_back, name="give-back"),
    path(f"{DESK}<uuid:uuid>/antwoord-geven/", desk.deliver, name="deliver"),
    path(f"{DESK}mededelingen/nieuw/", desk.announcement, name="new-announcement"),
    path(f"{DESK}mededelingen/<uuid:uuid>/", desk.announcement, name="announcement"),
    path(f"{NOTICE}nieuw/", notices.start, name="start-notice"),
    path(f"{NOTICE}<uuid:uuid>/", notices.notice, name="notice"),
    path(f"{NOTICE}<uuid:uuid>/voorleggen/", notices.submit, name="submit-notice"),
    path(f"{NOTICE}<uuid:uuid>/teruggeven/", notices.give_back, name="return-notice"),
    path(f"{NOTICE}<uuid:uuid>/akkoord/", notices.approve, name="approve-notice"),
    path(f"{NOTICE}<uuid:uuid>/weggooien/", notices.discard, name="discard-notice"),
    path(f"{NOTICE}<uuid:uuid>/opnieuw/", notices.try_again, name="try-again"),
    path("<slug:reference>/vraag-stellen/", asker.ask, name="ask"),
    path(OWN, asker.mine, name="mine"),
    # What names one question stands under "key", which no line about a refusal keeps.
    path(f"{OWN}<uuid:key>/intrekken/", asker.withdraw, name="withdraw"),
    path(f"{OWN}<uuid:key>/openbaar/", asker.agree, name="agree"),
    path(f"{PUBLIC}/", public.notice, name="public-notice"),
    path(f"{PUBLIC}.pdf", public.notice_pdf, name="notice-pdf"),
    path(f"{PUBLIC}.json", public.notice_json, name="notice-json"),
]
