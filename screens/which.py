"""Which screen shows which view: its module below `screens` and its class. Pure; a screen is imported when first shown.

A cabinet's face and the lobby's are the same program: what the engine shows says which it is.
"""

from __future__ import annotations

AT_TICKETS = {
    "WelcomeView": "welcome.WelcomeScreen",
    "DepartmentsView": "departments.DepartmentsScreen",
    "ServicesView": "services.ServicesScreen",
    "ConfirmView": "confirm.ConfirmScreen",
    "TicketView": "ticket.TicketScreen",
    "TroubleView": "trouble.TroubleScreen",
    "OutOfServiceView": "out_of_service.OutOfServiceScreen",
    "HelpView": "help.HelpScreen",
    "IdentifyView": "identify.IdentifyScreen",
    "CheckInView": "check_in.CheckInScreen",
    "AppointmentsView": "appointments.AppointmentsScreen",
    "GreenView": "green.GreenScreen",
    "RefusedView": "refused.RefusedScreen",
}
AT_WINDOW = {
    "CounterView": "counter.CounterScreen",
    "RateView": "rate.RateScreen",
    "ReasonsView": "reasons.ReasonsScreen",
    "ThanksView": "thanks.ThanksScreen",
    "OutOfServiceView": "window_closed.WindowClosedScreen",
}
IN_CABINET = {
    "KeypadView": "lockers.keypad.KeypadScreen",
    "DoorView": "lockers.door.DoorScreen",
    "ProblemView": "lockers.problem.ProblemScreen",
    "CollectedView": "lockers.collected.CollectedScreen",
    "StaffDeskView": "lockers.staff_desk.StaffDeskScreen",
    "LabelView": "lockers.label.LabelScreen",
    "InsideView": "lockers.inside.InsideScreen",
    "RecoverView": "lockers.recover.RecoverScreen",
    "LeaveView": "lockers.leave.LeaveScreen",
    "LeftView": "lockers.left.LeftScreen",
}
IN_LOBBY = AT_TICKETS | IN_CABINET
