// The page in English. A fault is [its name, its sentence]; what stands here without a sentence is said by the device.
export const english = {
  bench: "Bench", other_language: "中文", title: "hallkiosk · bench",
  screen: "Kiosk screen", screen_hint: "A click is a finger", dark: "No screen. Start the bench with --display.",
  paper: "Paper that came out", no_slips: "No ticket yet. Take a number on the screen.", slips: (n) => `${n} slip${n === 1 ? "" : "s"}`, slip: (n) => `Slip ${n}`,
  live: "Live", away: "Disconnected",
  devices_title: "Devices", faults_title: "Faults", log: "Bytes on the wire", received: (n) => `${n} bytes received`, copy: "Click to copy", copied: (what) => `Copied ${what}`,
  in_use: "In use", nobody: "Free", unplugged: "Unplugged", is_off: "No power", faulty: "Faulty",
  ready: "State", supply: "Paper", cover: "Cover", knife: "Knife", buffer: "Buffer", unknown: "Unknown commands", drawer: "Drawer pulses",
  printing: "Printing", online: "Ready", offline: "Offline", paper_ok: "OK", paper_is_low: "Low", paper_is_out: "Out", closed: "Closed", open: "Open", home: "OK", jammed: "Jammed",
  group_sensors: "Paper, parts", group_wire: "Power, wire", group_voice: "Answers", group_own: "The device itself", seconds: "s", rate: "rate", board: (n) => `Board ${n}`,
  devices: {
    "ticket-printer": "Ticket printer", "kiosk-printer": "Printer with presenter", "id-card-reader": "ID card reader",
    "scanner-newland": "Scanner, Newland", "scanner-honeywell": "Scanner, Honeywell", "scanner-zebra-ssi": "Scanner, Zebra SSI", "scanner-gm65": "Scan module GM65", "scanner-de2120": "Scan module DE2120", "scanner-plain": "Scanner, text only",
    "lock-line-8a": "Locks, 8A", "lock-line-kerong": "Locks, Kerong", "lock-line-wkly": "Locks, WKLY", "lock-line-modbus-relay": "Locks, Modbus relay", "lock-line-cu48": "Locks, CU48", "lock-line-winnsen": "Locks, Winnsen",
    "counter-line": "Caller and rating pad", "template-pad": "Rating pad, template", "led-display": "LED call display", voice: "Voice",
  },
  faults: {
    paper_low: ["Paper low", "The sensor says so; it still prints"], paper_out: ["Paper out", "Stops in the middle of a job"], cover_open: ["Cover open", "Stops at once, goes on when closed"],
    cutter: ["Knife jam", "The knife jams at the next cut"], head_hot: ["Head hot", "Too hot: it stops and waits"], unrecoverable: ["Broken", "Off and on; what it held is lost"],
    half_job: ["Half a job", "Prints half of the next job, then no power"], no_marker: ["No marker", "Does not know GS ( H"], no_status: ["No status", "Answers no question about its state"],
    unplug: ["Unplug", "The line is gone, the device stays on"], power_off: ["Power off", "The line is gone, and what it did not keep"], dead: ["Dead", "Line up; hears and says nothing"], silent: ["Silent", "Does what it is told, says nothing"],
    late: ["Late", "Each answer comes late"], noise: ["Noise", "Bytes lost, flipped, doubled, put in; both ways"], garbage: ["Garbage", "Random bytes in between"], echo: ["Echo", "Sends back what it gets, then answers"], dribble: ["Dribble", "Sends one byte at a time"],
  },
  acts: {}, values: {},
};
