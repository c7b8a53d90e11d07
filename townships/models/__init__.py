"""WHO: districts, townships, the people and their posts, and the chain of what they did."""

from townships.models.audit import AuditChain, AuditEvent
from townships.models.people import DISTRICT_ROLES, TOWNSHIP_ROLES, Post, Role, User
from townships.models.places import (
    District,
    Series,
    Succession,
    Township,
    TownshipCode,
    TownshipKind,
    TownshipNaming,
)

__all__ = [
    "DISTRICT_ROLES",
    "TOWNSHIP_ROLES",
    "AuditChain",
    "AuditEvent",
    "District",
    "Post",
    "Role",
    "Series",
    "Succession",
    "Township",
    "TownshipCode",
    "TownshipKind",
    "TownshipNaming",
    "User",
]
