"""Which township goes which way in which year: the demo's plot."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where the demo's world is stopped."""

    MIXED = ""
    FILLING = "filling"
    REVIEWING = "reviewing"
    PUBLISHED = "published"
    NEXT_YEAR = "next-year"


#: A township that never was, so that a merger can be seen: it filed for 2022 and was merged before 2023 ended.
MERGED_CODE, MERGED_NAME = "500101999", "白鹤乡（演示）"
SUCCESSOR = "长岭镇"

#: The first years in this system: the other townships' reports were entered afterwards.
PILOTS = {
    2022: ("长滩镇", "高笋塘街道", "新乡镇", MERGED_NAME),
    2023: (
        *("长滩镇", "高笋塘街道", "新乡镇", "恒合土家族乡", "武陵镇", "太白街道", "甘宁镇", "分水镇"),
        *("长岭镇", "龙驹镇", "余家镇", "五桥街道", "地宝土家族乡", "燕山乡", "白羊镇", "熊家镇"),
    ),
}
#: Every other report is published in the ordinary way.
ENDINGS: dict[int, dict[str, str]] = {
    2022: {"长滩镇": "corrected"},
    2023: {
        "武陵镇": "returned_once",
        "太白街道": "late",
        "分水镇": "published_late",
        "长滩镇": "remarked_before",
    },
    2024: {
        "新乡镇": "returned_once",
        "恒合土家族乡": "remarked_before",
        "百安坝街道": "portal",
        "沙河街道": "corrected",
        "太安镇": "taken_down",
        "郭村镇": "withdrawn",
        "白土镇": "partial",
        "李河镇": "late",
        "茨竹乡": "published_late",
        "响水镇": "recalled_once",
        "龙沙镇": "joint",
    },
    2025: {
        "新乡镇": "blank",
        "孙家镇": "begun",
        "龙驹镇": "remarked",
        "走马镇": "agreed",
        "分水镇": "reviewing",
        "罗田镇": "signing",
        "太龙镇": "signed",
        "白羊镇": "numbered",
        "弹子镇": "recalled",
        "后山镇": "submitted",
        "长岭镇": "opened",
        "余家镇": "returned",
        "熊家镇": "resubmitted",
        "甘宁镇": "filed",
        "高梁镇": "reviewed",
        "柱山乡": "withheld",
        "铁峰乡": "withdrawn",
        "五桥街道": "portal",
        "溪口乡": "partial",
        "武陵镇": "corrected",
        "瀼渡镇": "taken_down",
        "大周镇": "late",
        "小周镇": "published_late",
        "黄柏乡": "late_twice",
        "燕山乡": "correcting",
        "恒合土家族乡": "returned_once",
        "长滩镇": "joint",
        "普子乡": "returned_once",
    },
}
#: (code, year) of the reports written by hand → their file.
BY_HAND = {
    ("500101155", 2025): "changtan-2025",
    ("500101123", 2024): "xinxiang-2024",
    ("500101001", 2025): "gaosuntang-2025",
    ("500101239", 2025): "henghe-2025",
}
#: What is still under way in the mixed world; where the year is to be over, these go on to the end.
UNDER_WAY = frozenset(
    {
        *(
            "begun",
            "remarked",
            "agreed",
            "reviewing",
            "signing",
            "signed",
            "numbered",
            "recalled",
            "submitted",
        ),
        *("opened", "resubmitted", "filed", "reviewed", "correcting"),
    }
)


def ending(year: int, name: str, stage: Stage) -> str:
    """How the report of this township and year ends; "historic" where it was entered afterwards."""
    if year in PILOTS and name not in PILOTS[year]:
        return "historic"
    found = ENDINGS[year].get(name, "published")
    over = stage in (Stage.PUBLISHED, Stage.NEXT_YEAR)
    return "published" if over and found in UNDER_WAY else found
