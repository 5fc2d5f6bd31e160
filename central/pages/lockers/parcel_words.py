"""What pages call the states of parcels, of their post and messages, and the steps of their story; pure."""

from __future__ import annotations

from central.pages.lockers.words import Pair, Sign
from central.parcels.roll import Filter, ParcelLine
from central.parcels.states import MessageKind, MessageState, ParcelState, PostState, Step
from kiosk.lockers.wire import Standing

FILTERS: dict[Filter, Pair] = {
    Filter.ALL: ("全部", "All"),
    Filter.REGISTERED: ("待存", "To be put in"),
    Filter.INSIDE: ("在柜", "In a cabinet"),
    Filter.OVERDUE: ("逾期", "Overdue"),
    Filter.OUT: ("已取出", "Out"),
    Filter.CANCELLED: ("已取消", "Cancelled"),
    Filter.SUPPLEMENT: ("补件", "Papers left"),
    Filter.POST: ("邮寄", "By post"),
}
EMPTY: dict[Filter, Pair] = {
    Filter.ALL: ("还没有登记过。", "Nothing is registered yet."),
    Filter.REGISTERED: ("没有待存的件，登记好的都放进柜子了。", "Nothing waits to be put in."),
    Filter.INSIDE: ("柜子里没有东西。", "Nothing lies in a cabinet."),
    Filter.OVERDUE: ("没有逾期的，很好。", "Nothing is overdue. Good."),
    Filter.OUT: ("还没有取出过。", "Nothing has been taken out yet."),
    Filter.CANCELLED: ("没有取消的。", "Nothing was cancelled."),
    Filter.SUPPLEMENT: ("没有群众留下的材料。", "No citizen has left papers."),
    Filter.POST: ("没有邮寄的件。", "Nothing goes by post."),
}
STATES: dict[ParcelState, Sign] = {
    ParcelState.REGISTERED: Sign("info", "clock", "待存", "To be put in"),
    ParcelState.INSIDE: Sign("ok", "lockers", "在柜", "In the cabinet"),
    ParcelState.COLLECTED: Sign("idle", "check-circle", "已取走", "Collected"),
    ParcelState.RECOVERED: Sign("idle", "user", "工作人员已取出", "Taken out by staff"),
    ParcelState.CANCELLED: Sign("idle", "x-circle", "已取消", "Cancelled"),
    ParcelState.POSTED: Sign("info", "house-line", "邮寄", "By post"),
}
OVERDUE = Sign("warn", "clock", "逾期，码仍有效", "Overdue, code still opens")
CANCELLED_INSIDE = Sign("warn", "x-circle", "已取消，还在柜里", "Cancelled, still inside")
POST: dict[PostState, Sign] = {
    PostState.REGISTERED: Sign("info", "clock", "待交快递", "To be handed over"),
    PostState.HANDED_OVER: Sign("info", "hand-palm", "已交快递", "Handed over"),
    PostState.UNDER_WAY: Sign("info", "arrow-right", "在路上", "Under way"),
    PostState.DELIVERED: Sign("ok", "check-circle", "已送到", "Delivered"),
    PostState.RETURNED: Sign("warn", "arrow-left", "退回来了", "Returned"),
}
MESSAGE_KINDS: dict[MessageKind, Pair] = {
    MessageKind.CODE: ("取件通知", "Notice with the code"),
    MessageKind.REISSUED: ("新取件码", "New code"),
    MessageKind.REMINDER: ("到期提醒", "Reminder"),
}
MESSAGES: dict[MessageState, Sign] = {
    MessageState.QUEUED: Sign("info", "clock", "待发", "Waiting"),
    MessageState.SENDING: Sign("info", "hourglass-medium", "正在发", "Being sent"),
    MessageState.SENT: Sign("ok", "check-circle", "已发", "Sent"),
    MessageState.FAILED: Sign("stop", "warning", "没发出去", "Failed"),
    MessageState.UNKNOWN: Sign("warn", "question", "不知道收到没有", "Not known"),
    MessageState.DROPPED: Sign("idle", "x", "不用发了", "Not needed any more"),
}
STEPS: dict[Step, Pair] = {
    Step.REGISTERED: ("登记", "Registered"),
    Step.DEPOSITED: ("放进柜子", "Put in"),
    Step.LEFT: ("群众留下材料", "Papers left by a citizen"),
    Step.UNDONE: ("没有放成", "Not put in after all"),
    Step.COLLECTED: ("取走了", "Collected"),
    Step.RECOVERED: ("工作人员取出", "Taken out by staff"),
    Step.DISPUTED: ("群众反映问题", "A complaint"),
    Step.REISSUED: ("换了取件码", "Code replaced"),
    Step.CANCELLED: ("取消", "Cancelled"),
    Step.MOVED: ("改放别的柜", "To another cabinet"),
    Step.EXPIRY: ("改了保管期限", "Kept until another day"),
    Step.FOR_POST: ("改为邮寄", "To go by post"),
    Step.WAYBILL: ("填了运单号", "Waybill number entered"),
    Step.HANDED_OVER: ("交给快递", "Handed to the courier"),
    Step.UNDER_WAY: ("在路上", "Under way"),
    Step.DELIVERED: ("送到了", "Delivered"),
    Step.RETURNED: ("退回来了", "Returned"),
    Step.CONFLICT: ("柜子说的和这里记的不一致", "The cabinet says otherwise"),
    Step.CODE_SHOWN: ("主管看过取件码", "A manager looked at the code"),
    Step.FORGOTTEN: ("个人信息已清除", "Personal data wiped"),
}
BAD_STEPS = frozenset({Step.DISPUTED, Step.CONFLICT, Step.UNDONE, Step.RETURNED})


def sign_of(parcel: ParcelLine) -> Sign:
    """What must be known first: an overdue or cancelled parcel before that it lies there."""
    if parcel.overdue:
        return OVERDUE
    if parcel.state is ParcelState.INSIDE and parcel.standing is not Standing.OPEN:
        return CANCELLED_INSIDE
    if parcel.state is ParcelState.POSTED and parcel.post_state:
        return POST[PostState(parcel.post_state)]
    return STATES[parcel.state]
