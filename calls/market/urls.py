"""Public pages of consultations and meetings, one's own page, and under beheer/ the officers'."""

from django.urls import path

from calls.market.views import desk, meetings, mine, people, public, report

app_name = "market"

DESK = "beheer/<slug:reference>/"
MEETING = "bijeenkomsten/<uuid:uuid>/"
MANAGED = "beheer/bijeenkomsten/<uuid:uuid>/"
MINE = "mijn/<str:secret>/"

urlpatterns = [
    path("", public.consultation_list, name="list"),
    path(MEETING, public.meeting, name="meeting"),
    path(f"{MEETING}agenda.ics", public.ics, name="ics"),
    path(f"{MEETING}aanmelden/", public.register, name="register"),
    path(f"{MEETING}documenten/<uuid:file>/", public.slides, name="slides"),
    path(MINE, mine.mine, name="mine"),
    path(f"{MINE}bevestigen/", mine.confirm, name="confirm"),
    path(f"{MINE}bijdrage/", mine.contribute, name="contribute"),
    path(f"{MINE}bijdrage/bestand/", mine.my_file, name="my-file"),
    path(f"{MINE}aanmelden/<uuid:uuid>/", mine.join, name="join"),
    path(f"{MINE}afmelden/<uuid:uuid>/", mine.leave, name="leave"),
    path("beheer/", desk.desk, name="desk"),
    path("beheer/nieuw/", desk.new, name="new"),
    path(MANAGED, meetings.manage, name="manage-meeting"),
    path(f"{MANAGED}wijzigen/", meetings.edit, name="edit-meeting"),
    path(f"{MANAGED}aankondigen/", meetings.announce, name="announce-meeting"),
    path(f"{MANAGED}afzeggen/", meetings.cancel, name="cancel-meeting"),
    path(f"{MANAGED}verslag/", meetings.report, name="report-meeting"),
    path(f"{MANAGED}documenten/", meetings.add_slides, name="add-slides"),
    path(f"{MANAGED}aanmeldingen.csv", people.registrations_csv, name="registrations-csv"),
    path("beheer/oproep/<slug:reference>/", desk.of_call, name="of-call"),
    path("beheer/oproep/<slug:reference>/bijeenkomst/", meetings.of_call, name="new-call-meeting"),
    path(DESK, desk.manage, name="manage"),
    path(f"{DESK}wijzigen/", desk.edit, name="edit"),
    path(f"{DESK}documenten/", desk.add_document, name="add-document"),
    path(
        f"{DESK}documenten/<uuid:uuid>/verwijderen/", desk.remove_document, name="remove-document"
    ),
    path(f"{DESK}uitnodigen/", desk.invite, name="invite"),
    path(f"{DESK}koppelen/", desk.link, name="link"),
    path(f"{DESK}later/", desk.extend, name="extend"),
    path(f"{DESK}aankondigen/", desk.announce, name="announce"),
    path(f"{DESK}stoppen/", desk.cancel, name="cancel"),
    path(f"{DESK}bijeenkomst/", meetings.of_consultation, name="new-meeting"),
    path(f"{DESK}deelnemers/", people.participants, name="participants"),
    path(f"{DESK}deelnemers.csv", people.participants_csv, name="participants-csv"),
    path(f"{DESK}bijdragen/", people.contributions, name="contributions"),
    path(f"{DESK}bijdragen/<uuid:uuid>/", people.contributed_file, name="contributed-file"),
    path(f"{DESK}verslag/", report.write, name="report"),
    path(f"{DESK}verslag/lezen/", report.review, name="review-report"),
    path(f"{DESK}verslag/voorleggen/", report.submit, name="submit-report"),
    path(f"{DESK}verslag/teruggeven/", report.give_back, name="return-report"),
    path(f"{DESK}verslag/publiceren/", report.publish, name="publish-report"),
    path("<slug:reference>/", public.detail, name="detail"),
    path("<slug:reference>/documenten/<uuid:uuid>/", public.document, name="document"),
    path("<slug:reference>/verslag.pdf", public.report_pdf, name="report-pdf"),
    path("<slug:reference>/meedoen/", public.take_part, name="take-part"),
]
