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
from townships.models.second_factor import PAUSE, RECOVERY_CODES, WRONG_CODES, Authenticator, RecoveryCode

__all__ = [
    "DISTRICT_ROLES",
    "PAUSE",
    "RECOVERY_CODES",
    "TOWNSHIP_ROLES",
    "WRONG_CODES",
    "AuditChain",
    "AuditEvent",
    "Authenticator",
    "District",
    "Post",
    "RecoveryCode",
    "Role",
    "Series",
    "Succession",
    "Township",
    "TownshipCode",
    "TownshipKind",
    "TownshipNaming",
    "User",
]
