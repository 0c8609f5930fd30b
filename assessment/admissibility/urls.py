from django.urls import path

from assessment.admissibility import views

app_name = "admissibility"
urlpatterns = [
    path("toelichting/<uuid:uuid>/", views.answer, name="answer"),
    path("<str:reference>/<slug:code>/", views.checklist, name="checklist"),
]
