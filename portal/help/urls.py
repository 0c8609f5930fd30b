from django.urls import path

from portal.help import views

app_name = "help"
urlpatterns = [
    path("", views.contents, name="contents"),
    path("werkt-het/", views.state, name="state"),
    path("<slug:word>/", views.read, name="manual"),
]
