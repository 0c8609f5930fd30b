"""The addresses of amendments, which stand among those of their call (calls/urls.py)."""

from django.urls import URLPattern, path

from calls.amendments.views import desk, parts, public


def amendment_paths(call_desk: str) -> list[URLPattern]:
    """The pages of officers under the desk of a call, and the public page of a version."""
    all_of_them = f"{call_desk}wijzigingen/"
    one = f"{all_of_them}<uuid:uuid>/"
    return [
        path(all_of_them, desk.amendments, name="amendments"),
        path(f"{all_of_them}beginnen/", desk.draft, name="draft-amendment"),
        path(one, desk.amendment, name="amendment"),
        path(f"{one}wat/", parts.says, name="amend-says"),
        path(f"{one}teksten/", parts.texts, name="amend-texts"),
        path(f"{one}fasen/", parts.dates, name="amend-dates"),
        path(f"{one}criteria/<slug:code>/", parts.criteria, name="amend-criteria"),
        path(f"{one}formulier/<slug:code>/", parts.offer_form, name="amend-form"),
        path(f"{one}documenten/", parts.documents, name="amend-documents"),
        path(f"{one}documenten/<int:number>/", desk.proposed_file, name="proposed-document"),
        path(f"{one}documenten/<int:number>/terug/", desk.undo_document, name="undo-document"),
        path(f"{one}bijwerken/", desk.take_up, name="take-up-terms"),
        path(f"{one}voorleggen/", desk.submit, name="submit-amendment"),
        path(f"{one}teruggeven/", desk.give_back, name="return-amendment"),
        path(f"{one}laten-rusten/", desk.drop, name="drop-amendment"),
        path(f"{one}publiceren/", desk.publish, name="publish-amendment"),
        path("<slug:reference>/versies/<int:number>/", public.version, name="version"),
    ]
