"""No words are lost: what was typed in a form is shown again wherever it could not be taken in."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError

#: Fields of a form that hold no words of the person's, or a secret that belongs on no page.
_NO_WORDS = frozenset(
    {"csrfmiddlewaretoken", "version", "content_version", "revision", "against", "do", "row", "next"}
) | {"username", "code", "recovery_code"}
#: A number or an id is no sentence to be copied.
_NO_TEXT = re.compile(r"\d{1,9}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NO_WORDS_BEHIND = ("-revision", "-against", "-to", "-answers", "-duty_of")


def kept_words(request: HttpRequest) -> str:
    """Everything typed in a form, to be shown when it could not be saved."""
    texts = [
        text
        for name in request.POST
        if name not in _NO_WORDS and "password" not in name and not name.endswith(_NO_WORDS_BEHIND)
        for text in request.POST.getlist(name)
    ]
    return "\n\n".join(
        text.replace("\0", "") for text in texts if text.strip() and not _NO_TEXT.fullmatch(text.strip())
    )


def kept_if_readable(request: HttpRequest) -> str:
    """The same where something has failed already: a body that cannot be read any more holds no words."""
    try:
        return kept_words(request)
    except (MultiPartParserError, RawPostDataException, UnreadablePostError):
        return ""
