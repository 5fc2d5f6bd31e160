"""The photographs of the window terminal: the counter's stages, the rating, its reasons, the thanks."""

from __future__ import annotations

from kiosk.views import CounterView, Outage, OutOfServiceView, RateView, ReasonChip, ReasonsView, ThanksView
from tests.screens.case import Case, left

SERVICE = ("养老保险待遇申领", "Old-age pension: first application")
LONG = (
    "城乡居民基本医疗保险参保登记和信息变更",
    "Basic medical insurance of residents: enrolment and change of details",
)
CLERK = ("王*敏", "Wang *min")
REASONS = {  # the longest that the norm has for a low level
    False: (
        "没有提供材料样本",
        "没有提供材料清单",
        "未在承诺时间内办结",
        "同样内容的证明材料被要求多次提交",
        "承诺网办但无法在线办理",
        "在线预约办理后到实体大厅重复取号排队",
        "承诺在线收取申报材料实际无法收取",
        "在办事指南之外增加新的审批条件",
    ),
    True: (
        "No sample papers",
        "No list of papers",
        "Not done in the promised time",
        "Same proof asked for repeatedly",
        "Promised online, not possible online",
        "Booked online, had to queue again",
        "Papers not taken online as promised",
        "Conditions that are not in the guide",
    ),
}


def _reasons(english: bool, count: int, chosen: tuple[int, ...], level: int, may_send: bool) -> ReasonsView:
    return ReasonsView(
        counter="07",
        clerk=CLERK[english],
        number="A023",
        level=level,
        reasons=tuple(
            ReasonChip(code=str(200 + at), text=text, chosen=at in chosen)
            for at, text in enumerate(REASONS[english][:count])
        ),
        may_send=may_send,
    )


def _counter(
    english: bool, stage: str, *, number: str = "", away: bool = False, long_name: bool = False, clerk: bool = True
) -> CounterView:
    return CounterView(
        counter="07",
        clerk=CLERK[english] if clerk else "",
        stage=stage,
        number=number,
        service=(LONG if long_name else SERVICE)[english] if number else "",
        away=away,
    )


def window_cases(*, english: bool) -> list[Case]:
    """Every screen and state of the window terminal in this language."""
    en = english
    rate = RateView(counter="07", clerk=CLERK[en], number="A023", service=SERVICE[en])
    long_rate = RateView(
        counter="A-112", clerk="阿卜杜拉·艾尔肯" if not en else "Abdulla Erkin", number="GA12-1007", service=LONG[en]
    )
    return [
        Case("counter-idle", _counter(en, "idle")),
        Case("counter-called", _counter(en, "called", number="A023")),
        Case("counter-serving-long-name-away", _counter(en, "serving", number="GA12-1007", away=True, long_name=True)),
        Case("counter-paused", _counter(en, "paused")),
        Case("counter-closed-away", _counter(en, "closed", clerk=False, away=True)),
        Case("counter-rating", _counter(en, "rating", number="A023")),
        Case("rate", rate, left(22, 30)),
        Case("rate-pressed", rate, left(9, 30, warning=True), pressed=("LevelTile", 0)),
        Case("rate-long-names", long_rate, left(22, 30)),
        Case("reasons", _reasons(en, 6, (0, 2), 2, may_send=True), left(41)),
        Case("reasons-eight-none-ticked", _reasons(en, 8, (), 1, may_send=False), left(41)),
        Case("reasons-may-skip", _reasons(en, 4, (), 1, may_send=True), left(41)),
        Case("thanks", ThanksView(counter="07", level=5), left(8, 10)),
        Case("thanks-low", ThanksView(counter="07", level=2), left(8, 10)),
        Case("out-of-service", OutOfServiceView(outage=Outage.FAULT, since="09:32")),
    ]
