from django.urls import path

from assessment.booklets import views

app_name = "booklets"
urlpatterns = [
    path("<slug:reference>/<slug:code>/", views.booklet, name="booklet"),
    path("<slug:reference>/<slug:code>/<uuid:uuid>.pdf", views.download, name="download"),
]
