"""One table, one door: every change of status, and the sentence that says why one is not possible.

``why_not(report, act, person)`` is the sentence on the disabled button; the act raises the same one as
``Refused``. ``perform(act, report_id, by=…, version=…, content_version=…, **details)`` dispatches to the
named functions of ``reports.workflow.acts``.
"""

from reports.permissions import Refusal, Refused
from reports.workflow.acts import (
    agree,
    amend_wording,
    correct,
    feedback,
    file,
    number,
    open_correction,
    perform,
    publish,
    recall,
    register_signature,
    request_preview,
    return_for_revision,
    secrecy_review,
    send_back,
    send_for_signature,
    start_review,
    submit,
    unlock,
    withdraw,
    withhold,
)
from reports.workflow.table import TABLE, Transition, acts_open_to, why_not

__all__ = [
    "TABLE",
    "Refusal",
    "Refused",
    "Transition",
    "acts_open_to",
    "agree",
    "amend_wording",
    "correct",
    "feedback",
    "file",
    "number",
    "open_correction",
    "perform",
    "publish",
    "recall",
    "register_signature",
    "request_preview",
    "return_for_revision",
    "secrecy_review",
    "send_back",
    "send_for_signature",
    "start_review",
    "submit",
    "unlock",
    "why_not",
    "withdraw",
    "withhold",
]
