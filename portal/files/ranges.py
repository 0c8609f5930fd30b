"""Parts of downloads (RFC 9110, 14): a broken line goes on where it was (decision 431).

The part is taken after the view has answered, so whether somebody may read the file is asked again
for each part, by the same lines that give the whole.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from portal.files.store import Download, read_part

ONE_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})|bytes=-(\d{1,15})")
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class PartsOfDownloads:
    """Gives the part of a stored file that `Range` asks for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, Download) or response.status_code != 200:
            return response
        # Over the ciphertext: it tells whether the bytes are the same, and confirms no guess.
        etag = f'"{response.file.sha256}"'
        response["Accept-Ranges"], response["ETag"] = "bytes", etag
        wanted = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
        is_same = request.headers.get("If-Range", etag) == etag
        if request.method != "GET" or wanted is None or not is_same:
            return response  # the whole file is always a right answer, also to several ranges
        return _part(response, *wanted.groups())


def _part(
    whole: Download, first: str | None, last: str | None, suffix: str | None
) -> HttpResponseBase:
    size = whole.file.content_size
    begin = int(first) if first else max(0, size - int(suffix or 0))
    end = min(size - 1, int(last)) if last else size - 1
    if begin > end:
        whole.close()
        headers = {"Content-Range": f"bytes */{size}"}
        return HttpResponse(status=416, content_type="text/plain; charset=utf-8", headers=headers)
    whole.streaming_content = read_part(whole.file, whole.key, begin, end)
    whole.status_code = 206
    whole["Content-Range"] = f"bytes {begin}-{end}/{size}"
    whole["Content-Length"] = str(end - begin + 1)
    return whole
