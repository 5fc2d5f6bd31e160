"""The code tables of identity cards: sex (GB/T 2261.1) and ethnic group (GB/T 3304). Facts: docs/devices/sdt.md."""

from __future__ import annotations

UNKNOWN_SEX = "未知"
OTHER_NATION = "其他"

_SEXES = {"0": UNKNOWN_SEX, "1": "男", "2": "女", "9": "未说明"}
# fmt: off
_NATIONS = (  # from code 01 on
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮",
    "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼",
    "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜",
    "水", "东乡", "纳西", "景颇", "柯尔克孜", "土", "达斡尔", "仫佬",
    "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米",
    "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固",
    "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
)
# fmt: on


def sex_of(code: str) -> str:
    return _SEXES.get(code, UNKNOWN_SEX)


def nation_of(code: str) -> str:
    """The ethnic group's name; codes above 56 mean different things in different libraries and are 其他."""
    if code.isascii() and code.isdigit() and 1 <= int(code) <= len(_NATIONS):
        return _NATIONS[int(code) - 1]
    return OTHER_NATION
