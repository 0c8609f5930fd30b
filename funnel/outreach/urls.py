"""Information sessions, under /voorlichting/."""

from django.urls import path

from funnel.outreach.views import desk, public

app_name = "outreach"

urlpatterns = [
    path("", public.sessions, name="sessions"),
    path("beheer/", desk.desk, name="desk"),
    path("beheer/nieuw/", desk.new, name="new"),
    path("beheer/<uuid:uuid>/", desk.manage, name="manage"),
    path("beheer/<uuid:uuid>/wijzigen/", desk.edit, name="edit"),
    path("beheer/<uuid:uuid>/aankondigen/", desk.announce, name="announce"),
    path("beheer/<uuid:uuid>/afzeggen/", desk.cancel, name="cancel"),
    path("beheer/<uuid:uuid>/materiaal/", desk.add_material, name="add-material"),
    path("beheer/<uuid:uuid>/aanwezig/", desk.attendance, name="attendance"),
    path("beheer/<uuid:uuid>/herkomst.csv", desk.origins_csv, name="origins-csv"),
    path("mijn/<str:secret>/", public.mine, name="mine"),
    path("mijn/<str:secret>/bevestigen/", public.confirm, name="confirm"),
    path("mijn/<str:secret>/afmelden/", public.leave, name="leave"),
    path("<uuid:uuid>/", public.session, name="session"),
    path("<uuid:uuid>/agenda.ics", public.ics, name="ics"),
    path("<uuid:uuid>/aanmelden/", public.register, name="register"),
    path("<uuid:uuid>/materiaal/<uuid:file>/", public.material, name="material"),
]
