from django.urls import path

from demo import overview, views

app_name = "demo"
urlpatterns = [
    path("", views.panel, name="panel"),
    path("word/", views.become, name="become"),
    path("verder/<slug:reference>/", views.advance, name="advance"),
    path("scoren/<slug:reference>/", views.finish_scoring, name="finish-scoring"),
    path("post/", views.mailbox, name="mailbox"),
    path("componenten/", overview.overview, name="components"),
]
