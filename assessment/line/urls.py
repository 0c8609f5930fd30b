from django.urls import path

from assessment.line import views

app_name = "line"
urlpatterns = [
    path("<slug:reference>/<slug:code>/", views.line, name="line"),
]
