/* The table with three phones: moves the demo's clock, puts example words into the resident's phone, switches tabs. */
(function () {
  "use strict";
  var shown = null, buttons = document.querySelectorAll("[data-step]");

  function ask(method, body, done) {
    var request = new XMLHttpRequest();
    request.open(method, "/demo/clock");
    if (body) { request.setRequestHeader("Content-Type", "application/json"); }
    request.onloadend = function () {
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = { message: "时钟没有应答，请稍后再试。" }; }
      done(answer);
    };
    request.send(body ? JSON.stringify(body) : null);
  }

  function tell(answer) {
    if (answer.now) { shown = answer.now; draw(); }
    if (answer.message) { document.getElementById("clock-word").textContent = answer.message; }
  }

  function draw() {
    var parts = shown.slice(0, 10).split("-").map(Number);
    var weekday = "日一二三四五六"[new Date(Date.UTC(parts[0], parts[1] - 1, parts[2])).getUTCDay()];
    document.getElementById("hour").textContent = shown.slice(11, 16);
    document.getElementById("day").textContent = parts[1] + "月" + parts[2] + "日 星期" + weekday;
  }

  function move(event) {
    var step = event.currentTarget.getAttribute("data-step");
    setBusy(true);
    ask("POST", { step: step }, function (answer) { setBusy(false); tell(answer); });
  }

  function setBusy(busy) { buttons.forEach(function (button) { button.disabled = busy; }); }

  function fill(event) {
    var phone = document.getElementById("resident");
    show("resident");
    phone.contentWindow.postMessage({ huying: "fill", text: event.currentTarget.textContent }, location.origin);
    phone.focus();
  }

  function show(name) {
    document.querySelectorAll("[data-stand]").forEach(function (stand) {
      stand.classList.toggle("shown", stand.getAttribute("data-stand") === name);
    });
    document.querySelectorAll("[data-shows]").forEach(function (tab) {
      tab.setAttribute("aria-selected", String(tab.getAttribute("data-shows") === name));
    });
    var phone = document.querySelector("[data-stand='" + name + "'] iframe");
    if (phone) { phone.contentWindow.postMessage({ huying: "shown" }, location.origin); }
  }

  buttons.forEach(function (button) { button.addEventListener("click", move); });
  document.querySelectorAll(".try").forEach(function (button) { button.addEventListener("click", fill); });
  document.querySelectorAll("[data-shows]").forEach(function (tab) {
    tab.addEventListener("click", function () { show(tab.getAttribute("data-shows")); });
  });
  ask("GET", null, tell);
  setInterval(function () { if (!document.hidden) { ask("GET", null, tell); } }, 20000);
}());
