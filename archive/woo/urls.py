"""Requests under the Woo, under /woo/."""

from django.urls import path

from archive.woo import company_views, views

app_name = "woo"
ONE = "<uuid:uuid>/"

urlpatterns = [
    path("", views.desk, name="desk"),
    path("nieuw/", views.register, name="register"),
    path("zienswijze/<uuid:uuid>/", company_views.view, name="view"),
    path("zienswijze/<uuid:uuid>/<int:number>.pdf", company_views.file, name="view-file"),
    path(ONE, views.detail, name="request"),
    path(f"{ONE}documenten/", views.collect, name="collect"),
    path(f"{ONE}documenten/<int:number>/", views.document, name="document"),
    path(f"{ONE}documenten/<int:number>/weg/", views.take_out, name="take-out"),
    path(f"{ONE}documenten/<int:number>/terug/<int:passage>/", views.put_back, name="put-back"),
    path(f"{ONE}documenten/<int:number>.pdf", views.file, name="file"),
    path(f"{ONE}verlengen/", views.extend, name="extend"),
    path(f"{ONE}opschorten/", views.tell, name="tell"),
    path(f"{ONE}zienswijzen/", views.ask_views, name="ask-views"),
    path(f"{ONE}voorstellen/", views.propose, name="propose"),
    path(f"{ONE}besluiten/", views.decide, name="decide"),
    path(f"{ONE}terugsturen/", views.send_back, name="send-back"),
    path(f"{ONE}inventarislijst.pdf", views.inventory, name="inventory"),
    path(f"{ONE}inventarislijst.csv", views.inventory_csv, name="inventory-csv"),
    path(f"{ONE}openbaar.zip", views.package, name="package"),
]
