// The page in Chinese. A fault is [its name, its sentence]; what stands here without a sentence is said by the device.
export const chinese = {
  bench: "测试台", other_language: "English", title: "hallkiosk · 测试台",
  screen: "自助机屏幕", screen_hint: "点一下就是手指", dark: "没有连接屏幕。启动测试台时请给出 --display。",
  paper: "出来的小票", no_slips: "还没有小票。在屏幕上取一个号。", slips: (n) => `${n} 张`, slip: (n) => `第 ${n} 张`,
  live: "已连接", away: "已断开",
  devices_title: "设备", faults_title: "故障", log: "线上的字节", received: (n) => `共收到 ${n} 字节`, copy: "点一下复制", copied: (what) => `已复制 ${what}`,
  in_use: "使用中", nobody: "空闲", unplugged: "已拔线", is_off: "断电", faulty: "有故障",
  ready: "状态", supply: "纸", cover: "盖子", knife: "切刀", buffer: "缓冲", unknown: "不认识的指令", drawer: "钱箱脉冲",
  printing: "打印中", online: "就绪", offline: "脱机", paper_ok: "有纸", paper_is_low: "纸少", paper_is_out: "缺纸", closed: "关好", open: "打开", home: "正常", jammed: "卡刀",
  group_sensors: "纸和机械", group_wire: "电和线", group_voice: "回答", group_own: "设备自身", seconds: "秒", rate: "概率", board: (n) => `${n} 号板`,
  devices: {
    "ticket-printer": "小票打印机", "kiosk-printer": "带出纸口的打印机", "id-card-reader": "身份证阅读器",
    "scanner-newland": "扫码器 新大陆", "scanner-honeywell": "扫码器 霍尼韦尔", "scanner-zebra-ssi": "扫码器 斑马 SSI", "scanner-gm65": "扫码模块 GM65", "scanner-de2120": "扫码模块 DE2120", "scanner-plain": "扫码器 只发文本",
    "lock-line-8a": "锁板 8A", "lock-line-kerong": "锁板 Kerong", "lock-line-wkly": "锁板 WKLY", "lock-line-modbus-relay": "锁板 Modbus", "lock-line-cu48": "锁板 CU48", "lock-line-winnsen": "锁板 Winnsen",
    "counter-line": "窗口呼叫和评价", "template-pad": "评价器 按模板", "led-display": "LED 叫号屏", voice: "语音播报",
  },
  faults: {
    paper_low: ["纸少", "传感器说纸不多了，还能打印"], paper_out: ["缺纸", "打到一半也会停下"], cover_open: ["开盖", "马上停下，合上后接着打"],
    cutter: ["卡刀", "下一次切纸时刀卡住"], head_hot: ["过热", "打印头太热，停下等"], unrecoverable: ["严重故障", "只能断电重启，内容丢失"],
    half_job: ["半张断电", "下一张打到一半就断电"], no_marker: ["无完成标记", "不认识 GS ( H"], no_status: ["无状态", "不回答任何状态查询"],
    unplug: ["拔线", "线断了，设备还通着电"], power_off: ["断电", "线断了，没存的都忘掉"], dead: ["失灵", "线还在，不听也不说"], silent: ["不回答", "照做，但一声不吭"],
    late: ["回答迟", "每个回答都晚来"], noise: ["干扰", "丢、错、重、多字节，双向"], garbage: ["乱码", "中间夹着随机字节"], echo: ["回声", "先把收到的原样送回"], dribble: ["一字节一字节", "每次只送一个字节"],
  },
  acts: {}, values: {},
};
