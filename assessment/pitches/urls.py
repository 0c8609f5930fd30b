from django.urls import path

from assessment.pitches import views

app_name = "pitches"
urlpatterns = [
    path("<slug:reference>/<slug:code>/", views.agenda, name="agenda"),
    path("<slug:reference>/<slug:code>/plannen/", views.plan, name="plan"),
]
