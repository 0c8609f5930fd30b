from django.urls import path

from assessment.independence import views

app_name = "independence"
CALL = "belangen/<slug:reference>/"
urlpatterns = [
    path(CALL, views.overview, name="overview"),
    path(f"{CALL}overzicht.pdf", views.overview_pdf, name="overview-pdf"),
    path(f"{CALL}eigen/", views.own, name="own"),
    path(f"{CALL}eigen/inschrijvers/", views.staff, name="staff"),
    path(f"{CALL}waarschuwing/<int:warning>/", views.decide, name="decide"),
    path(f"{CALL}<slug:code>/gebleken/", views.conflict, name="conflict"),
    path("<slug:reference>/<slug:code>/werkgevers/", views.interests, name="interests"),
]
