"""What each level of a measure means, in both languages (domain.md §11), as data that screens and sheets show."""

from collections.abc import Mapping
from dataclasses import dataclass

from tas.contracts.contact_term import Measure


@dataclass(frozen=True, slots=True)
class Level:
    en: str
    zh_cn: str


@dataclass(frozen=True, slots=True)
class Scale:
    """`levels[n]` tells what level n means."""

    name: Level
    levels: tuple[Level, ...]


SCALES: Mapping[Measure, Scale] = {
    Measure.CLOSENESS: Scale(
        Level("closeness", "关系紧密度"),
        (
            Level("unknown", "未知"),
            Level("knows us", "认识我们"),
            Level("meets on request", "愿意应约见面"),
            Level("shares information", "愿意分享信息"),
            Level("acts for us", "愿意为我们行动"),
            Level("coaches us privately", "私下指导我们"),
        ),
    ),
    Measure.SOLUTION: Scale(
        Level("solution acceptance", "方案认可度"),
        (
            Level("unknown", "未知"),
            Level("prefers a rival", "倾向竞争对手"),
            Level("doubts", "有疑虑"),
            Level("finds it acceptable", "可以接受"),
            Level("prefers ours", "倾向我方方案"),
            Level("recommends ours", "主动推荐我方方案"),
        ),
    ),
    Measure.PRICE: Scale(
        Level("price acceptance", "价格接受度"),
        (
            Level("unknown", "未知"),
            Level("rejects the price", "拒绝"),
            Level("finds it too high", "认为过高"),
            Level("is ready to negotiate", "可以谈"),
            Level("accepts it", "接受"),
            Level("will defend it", "愿意为价格辩护"),
        ),
    ),
}
