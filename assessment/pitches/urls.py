from django.urls import path

from assessment.pitches import views

app_name = "pitches"
urlpatterns = [
    path("<slug:reference>/<slug:code>/", views.agenda, name="agenda"),
    path("<slug:reference>/<slug:code>/agenda.ics", views.agenda_ics, name="agenda-ics"),
    path("<slug:reference>/<slug:code>/<str:dossier>.ics", views.slot_ics, name="slot-ics"),
    path("<slug:reference>/<slug:code>/plannen/", views.plan, name="plan"),
]
