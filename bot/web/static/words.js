/* The page's own words, in the two languages it speaks. What Huying says comes from the server and is never here. */
(function () {
  "use strict";
  var zh = {
    compose: "写下您的话", send: "发送", placeholder_resident: "什么事、在哪里", placeholder_staff: "写在这里",
    photo: "发照片", drop_photo: "不发这张", close: "收起", new_lines: "新消息", you: "我", huying: "呼应",
    call_first: "有危险，请先打电话：", fire: "火警", ambulance: "急救", police: "报警", danger: "紧急",
    danger_label: "紧急求助，等于按 9", sending: "正在发送", waiting: "网络不稳，连上后自动发出", uploading: "正在上传照片",
    reconnecting: "网络断了，正在重新连接……", chosen: "已选", photo_one: "照片", voice: "语音", video: "视频", paper: "文件", open_photo: "点开看大图",
    too_long: "一次最多 4000 个字，请分几次发。", photo_big: "照片太大，最多 8 MB。请换一张或截个图再发。",
    log: "对话", menu: "常用", urgent: "紧急", failed: "没有发出去：", case: "编号", weekdays: "日一二三四五六", earlier: "看更早的",
    locked: "请扫一扫楼门口的呼应海报，从那里进来。", gone: "还没有进入对话", loading: "正在打开……"
  };
  var en = {
    compose: "Your message", send: "Send", placeholder_resident: "What is wrong, and where?", placeholder_staff: "Write here",
    photo: "Send a photo", drop_photo: "Remove", close: "Close", new_lines: "New messages", you: "You", huying: "Huying",
    call_first: "In danger? Call first:", fire: "Fire", ambulance: "Ambulance", police: "Police", danger: "SOS",
    danger_label: "Emergency, the same as key 9", sending: "Sending", waiting: "Waiting for the network", uploading: "Uploading",
    reconnecting: "Connection lost, reconnecting…", chosen: "chosen", photo_one: "Photo", voice: "Voice note", video: "Video", paper: "File", open_photo: "Open photo",
    too_long: "At most 4000 characters at a time, please.", photo_big: "At most 8 MB, please choose another photo.",
    log: "Conversation", menu: "Shortcuts", urgent: "Urgent", failed: "Not sent: ", case: "Case", weekdays: "", earlier: "Earlier",
    locked: "Please scan the Huying poster at your building's door.", gone: "Not signed in yet", loading: "Opening…"
  };
  var months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  var spoken = "zh";

  function words(name) { return (spoken === "en" ? en : zh)[name] || zh[name] || name; }

  function speak(language, seat) {
    spoken = language === "en" ? "en" : "zh";
    document.documentElement.lang = spoken === "en" ? "en" : "zh-CN";
    var marked = document.querySelectorAll("[data-words]");
    for (var i = 0; i < marked.length; i += 1) { marked[i].textContent = words(marked[i].getAttribute("data-words")); }
    document.getElementById("text").placeholder = words(seat === "resident" ? "placeholder_resident" : "placeholder_staff");
    document.getElementById("photo-button").setAttribute("aria-label", words("photo"));
    document.getElementById("danger").setAttribute("aria-label", words("danger_label"));
    document.getElementById("danger").firstChild.nodeValue = words("danger") + " ";
    document.getElementById("log").setAttribute("aria-label", words("log"));
    document.getElementById("menu").setAttribute("aria-label", words("menu"));
  }

  /* Times come with the community's offset: date and hour are read straight off the text. */
  function day(at) {
    var parts = at.slice(0, 10).split("-").map(Number);
    if (spoken === "en") { return parts[2] + " " + months[parts[1] - 1]; }
    var weekday = new Date(Date.UTC(parts[0], parts[1] - 1, parts[2])).getUTCDay();
    return parts[1] + "月" + parts[2] + "日 周" + zh.weekdays[weekday];
  }

  function hour(at) { return at.slice(11, 16); }

  window.huying = { words: words, speak: speak, day: day, hour: hour };
}());
