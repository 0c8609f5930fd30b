from django.urls import path

from assessment.minutes import views

app_name = "minutes"
PHASE = "<slug:reference>/<slug:code>/"
urlpatterns = [
    path(PHASE, views.minutes, name="minutes"),
    path(f"{PHASE}voorleggen/", views.present, name="present"),
    path(f"{PHASE}ondertekenen/", views.sign, name="sign"),
    path(f"{PHASE}<int:number>.pdf", views.minutes_pdf, name="pdf"),
]
