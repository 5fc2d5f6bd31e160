"""The cards that lie beside the bench's reader. Nobody's: every number has the serial 000."""

from __future__ import annotations

from collections.abc import Mapping

from bench.cards.plastic import (
    CITIZEN,
    FOREIGNER_2017,
    FOREIGNER_2023,
    RESIDENCE_PERMIT,
    Plastic,
    number,
    record,
    wlt_photo,
)


def _citizen(
    name: str, sex: str, nation: str, birth: str, region: str, address: str, issuer: str, valid: tuple[str, str]
) -> bytes:
    values = {
        "name": name,
        "sex": sex,
        "nation": nation,
        "birth": birth,
        "address": address,
        "number": number(region, birth),
        "issuer": issuer,
        "from": valid[0],
        "to": valid[1],
    }
    return record(CITIZEN, values)


CARDS: Mapping[str, Plastic] = {
    "citizen": Plastic(
        _citizen(
            "张测试",
            "1",
            "01",
            "19491001",
            "110101",
            "北京市东城区测试胡同1号",
            "北京市公安局东城分局",
            ("20200101", "长期"),
        ),
        wlt_photo(1),
        fingerprint_bytes=1024,
    ),
    "citizen_moved": Plastic(
        _citizen(
            "李样例",
            "2",
            "11",
            "19880229",
            "210102",
            "辽宁省沈阳市和平区样例路2号3单元401室",
            "沈阳市公安局和平分局",
            ("20180510", "20380510"),
        ),
        wlt_photo(2),
        appended_address="辽宁省沈阳市沈河区新址路8号",
        fingerprint_bytes=512,
    ),
    "citizen_long_name": Plastic(
        _citizen(
            "阿卜杜热合曼·测试买买提",
            "1",
            "05",
            "19991231",
            "650102",
            "新疆乌鲁木齐市天山区测试路3号",
            "乌鲁木齐市公安局天山区分局",
            ("20210601", "20310601"),
        ),
        wlt_photo(3),
    ),
    "citizen_without_photo": Plastic(
        _citizen(
            "扎西样例",
            "1",
            "04",
            "20051115",
            "540102",
            "西藏拉萨市城关区样例路4号",
            "拉萨市公安局城关分局",
            ("20221115", "20271115"),
        ),
    ),
    "citizen_other_nation": Plastic(
        _citizen(
            "无名氏",
            "9",
            "97",
            "19750707",
            "520102",
            "贵州省贵阳市南明区测试路5号",
            "贵阳市公安局南明分局",
            ("20150303", "20350303"),
        ),
        wlt_photo(5),
    ),
    "residence_permit": Plastic(
        record(
            RESIDENCE_PERMIT,
            {
                "name": "陈测试",
                "sex": "2",
                "birth": "19910315",
                "address": "广东省深圳市福田区测试路6号",
                "number": number("810000", "19910315"),
                "issuer": "深圳市公安局",
                "from": "20190901",
                "to": "20240901",
                "pass": "H00000000",
                "issues": "01",
                "flag": "J",
            },
        ),
        wlt_photo(6),
    ),
    "foreigner_2017": Plastic(
        record(
            FOREIGNER_2017,
            {
                "name": "SAMPLE, TEST MIDDLE",
                "sex": "1",
                "number": "UTO310080010100",
                "nationality": "UTO",
                "chinese": "样例",
                "from": "20190101",
                "to": "20290101",
                "birth": "19800101",
                "version": "01",
                "authority": "3100",
                "flag": "I",
            },
        ),
        wlt_photo(7),
    ),
    "foreigner_2023": Plastic(
        record(
            FOREIGNER_2023,
            {
                "chinese": "样例",
                "sex": "2",
                "renewals": "00",
                "birth": "19850520",
                "english": "SAMPLE, TEST WITH A VERY LONG NAME ",
                "english_on": "THAT GOESON",
                "number": number("931000", "19850520"),
                "from": "20240101",
                "to": "20340101",
                "nationality": "UTO",
                "flag": "Y",
            },
        ),
        wlt_photo(8),
    ),
    "unknown_kind": Plastic(record(CITIZEN, {"name": "某卡", "number": number("110101", "19491001"), "flag": "Q"})),
}
