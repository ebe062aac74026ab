/* The page itself: shows the talk, keeps what is being written, turns taps and keys into messages for the link. */
(function () {
  "use strict";
  var huying = window.huying, words = huying.words, draw = huying.draw, offers = huying.offers, make = draw.make;
  var seat = (/^\/chat\/([a-z]+)/.exec(location.pathname) || [])[1] || "resident";
  var base = "/chat/" + seat;
  var SIDE = 1600, SMALL = 1200000;
  var pending = {}, lastDay = "", unseen = 0, picked = null, state = null, ready = false, blind = false, wireTimer = 0;

  function el(id) { return document.getElementById(id); }
  function show(element, yes) { element.hidden = !yes; }

  /* ---- scrolling ---- */
  function atEnd() { var box = el("scroll"); return !box.clientHeight || box.scrollHeight - box.scrollTop - box.clientHeight < 140; }
  function toEnd() { var box = el("scroll"); box.scrollTop = box.scrollHeight; show(el("down"), false); }

  /* In a frame that is not shown nothing has a height: the newest line is looked up when it is shown again. */
  function settle() {
    if (blind && el("scroll").clientHeight) { toEnd(); blind = false; }
  }

  function place(element, mine, key) {
    var follow = mine || atEnd();
    if (!el("scroll").clientHeight) { blind = true; }
    var row = make("div", "row" + (mine ? " mine" : ""));
    row.appendChild(make("span", "unseen", words(mine ? "you" : "huying") + ": "));
    row.appendChild(element);
    if (key) { row.id = "key-" + key; }
    var first = el("log").querySelector(".row.unsent");
    el("log").insertBefore(row, key && pending[key] ? null : first);
    if (follow || !ready) { toEnd(); } else { show(el("down"), true); }
    return row;
  }

  function dated(at) {
    var day = huying.day(at);
    if (day === lastDay) { return; }
    lastDay = day;
    el("log").insertBefore(make("p", "day", day), el("log").querySelector(".row.unsent"));
  }

  /* ---- what was offered ---- */
  function tap(made, index) {
    if (made.chosen === index) { return; }
    var choice = made.choices[index];
    link.send({ tap: choice.code, text: choice.label, mark: "tap-" + made.seq + "-" + index });
  }

  /* ---- lines ---- */
  function addLine(line) {
    if (!line.notice && !line.text && !line.enclosed.length) { return; } // she came through a door
    dated(line.at);
    if (line.mine) { addMine(line); } else if (line.notice) { addNotice(line); } else { place(draw.spoken(line, base, lightbox), false); }
    if (!line.mine && document.hidden && ready) { unseen += 1; titled(); }
  }

  function addMine(line) {
    var row = pending[line.key];
    if (row) { row.parentNode.removeChild(row); delete pending[line.key]; }
    place(stamped(draw.spoken(line, base, lightbox), huying.hour(line.at)), true);
    offers.understand(line.key, line.text);
  }

  function addNotice(line) {
    var made = null;
    var box = draw.notice(line, base, function (index) { tap(made, index); }, lightbox);
    place(stamped(box, huying.hour(line.at)), false);
    if (line.notice.choices.length) { made = offers.add(line, box); }
    if (line.notice.urgent) { show(el("numbers"), false); }
  }

  function stamped(box, time) {
    var frame = make("div", "frame");
    frame.appendChild(box);
    frame.appendChild(make("time", "stamp", time));
    return frame;
  }

  /* ---- what is on its way ---- */
  function addPending(item) {
    var frame = make("div", "frame"), note = make("p", "stamp", words("sending"));
    frame.appendChild(draw.spoken({ text: item.text, enclosed: item.photo ? [item.photo] : [], files: {} }, base, lightbox));
    if (item.photo) {
      var bar = make("progress", "progress");
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", words("uploading"));
      frame.appendChild(bar);
    }
    frame.appendChild(note);
    pending[item.key] = {};
    var row = place(frame, true, item.key);
    row.className += " unsent";
    pending[item.key] = row;
    offers.understand(item.key, "");
  }

  function notePending(item, text) {
    var row = pending[item.key];
    if (row) { row.querySelector(".frame > .stamp").textContent = text; }
  }

  function dropPending(item) {
    var row = pending[item.key];
    if (row && row.parentNode) { row.parentNode.removeChild(row); }
    delete pending[item.key];
  }

  function refused(item, message) {
    dropPending(item);
    if (item.text && !item.tap && !el("text").value) { el("text").value = item.text; grow(); }
    trouble(words("failed") + message);
  }

  function trouble(text) {
    el("trouble").textContent = text;
    show(el("trouble"), Boolean(text));
  }

  /* ---- the composer ---- */
  function draftName() { return "huying-draft:" + seat; }

  function keepDraft() {
    try { localStorage.setItem(draftName(), el("text").value); } catch (error) { draw.noStore = true; }
  }

  function oldDraft() {
    try { return localStorage.getItem(draftName()) || ""; } catch (error) { return ""; }
  }

  function grow() {
    var box = el("text");
    box.style.height = "auto";
    if (box.value) { box.style.height = Math.min(box.scrollHeight + 2, 160) + "px"; }
    keepDraft();
  }

  function fill(text) {
    el("text").value = text;
    grow();
    el("text").focus();
  }

  function submit(event) {
    if (event) { event.preventDefault(); }
    var text = el("text").value.trim();
    if (!state || (!text && !picked)) { return; }
    if (text.length > state.longest) { trouble(words("too_long")); return; }
    trouble("");
    link.send({ text: text, photo: picked });
    el("text").value = "";
    grow();
    pick(null);
  }

  function pick(dataUrl, name) {
    picked = dataUrl;
    show(el("picked"), Boolean(dataUrl));
    el("picked-image").src = dataUrl || "data:,";
    el("picked-name").textContent = name || "";
    el("photo").value = "";
  }

  function readFile(file) {
    return new Promise(function (done, fail) {
      var reader = new FileReader();
      reader.onload = function () { done(reader.result); };
      reader.onerror = fail;
      reader.readAsDataURL(file);
    });
  }

  /* Large photos are made smaller here already: links are slow. Old browsers that do not turn photos upright send them whole. */
  function shrink(dataUrl) {
    return new Promise(function (done) {
      var image = new Image();
      image.onload = function () {
        var part = Math.min(1, SIDE / Math.max(image.naturalWidth, image.naturalHeight)), sheet = document.createElement("canvas");
        sheet.width = Math.round(image.naturalWidth * part);
        sheet.height = Math.round(image.naturalHeight * part);
        sheet.getContext("2d").drawImage(image, 0, 0, sheet.width, sheet.height);
        var smaller = sheet.toDataURL("image/jpeg", 0.85);
        done(smaller.length > 1000 && smaller.length < dataUrl.length ? smaller : dataUrl);
      };
      image.onerror = function () { done(dataUrl); };
      image.src = dataUrl;
    });
  }

  async function choosePhoto(file) {
    if (!file) { return; }
    trouble("");
    var dataUrl = await readFile(file);
    var upright = window.CSS && CSS.supports && CSS.supports("image-orientation", "from-image");
    if (upright && file.size > SMALL / 4) { dataUrl = await shrink(dataUrl); }
    if (dataUrl.length * 0.75 > state.photo_bytes) { trouble(words("photo_big")); return; }
    pick(dataUrl, file.name);
    el("text").focus();
  }

  function lightbox(source) {
    el("lightbox-image").src = source;
    show(el("lightbox"), true);
    el("lightbox-close").focus();
  }

  /* ---- around the talk ---- */
  function titled() { document.title = (unseen ? "(" + unseen + ") " : "") + name(); }

  function name() { return words("huying") + (state && state.title ? " · " + state.title : ""); }

  function setState(fresh) {
    state = fresh;
    huying.speak(state.language, seat);
    el("title").textContent = name();
    el("subtitle").textContent = state.subtitle;
    show(el("subtitle"), Boolean(state.subtitle));
    titled();
    menu(state.menu);
    playing(state);
  }

  function menu(entries) {
    var nav = el("menu");
    nav.textContent = "";
    entries.forEach(function (entry) {
      var button = make("button", "chip", entry.label);
      button.type = "button";
      button.addEventListener("click", function () { link.send({ tap: entry.code, text: entry.label, mark: "menu" }); });
      nav.appendChild(button);
    });
    show(nav, entries.length > 0);
  }

  function playing(fresh) {
    var select = el("person");
    show(el("playing"), fresh.people.length > 1);
    select.textContent = "";
    fresh.people.forEach(function (person) {
      var option = make("option", "", person.name + (person.note ? " · " + person.note : ""));
      option.value = person.code;
      option.selected = person.code === fresh.me;
      select.appendChild(option);
    });
  }

  function wire(up) {
    clearTimeout(wireTimer);
    if (up) { show(el("wire"), false); return; }
    wireTimer = setTimeout(function () { el("wire").textContent = words("reconnecting"); show(el("wire"), true); }, 2500);
  }

  function locked(message) {
    var box = make("article", "notice card");
    box.appendChild(make("h2", "notice-title", words("gone")));
    box.appendChild(make("p", "said", message || words("locked")));
    place(box, false);
    show(el("numbers"), true);
    el("send").disabled = el("photo-button").disabled = true;
    el("log").setAttribute("aria-busy", "false");
  }

  function empty() {
    el("log").textContent = "";
    offers.clear();
    pending = {};
    lastDay = "";
    pick(null);
  }

  function reset() {
    empty();
    ready = false;
  }

  /* She had everything deleted: nothing of the talk stays on the page either, nor what she was writing. */
  function forgotten() {
    empty();
    el("text").value = "";
    grow();
    try { localStorage.removeItem(draftName()); } catch (error) { draw.noStore = true; }
    show(el("lightbox"), false);
    el("lightbox-image").removeAttribute("src");
  }

  function danger() {
    show(el("numbers"), true);
    if (state) { link.send({ tap: "danger:9", text: words("danger") + " 9", mark: "danger" }); }
  }

  var link = new huying.Link(seat, {
    state: setState, line: addLine, pending: addPending, sent: dropPending, forgotten: forgotten, refused: refused, wire: wire, locked: locked, reset: reset, opened: opened,
    waiting: function (item) { notePending(item, words("waiting")); },
    progress: function (item, part) {
      var bar = pending[item.key] && pending[item.key].querySelector("progress");
      if (bar) { bar.value = Math.round(part * 100); }
    }
  });

  /* ---- hands ---- */
  el("composer").addEventListener("submit", submit);
  el("text").addEventListener("input", grow);
  el("text").addEventListener("keydown", function (event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) { submit(event); }
  });
  el("photo-button").addEventListener("click", function () { el("photo").click(); });
  el("photo").addEventListener("change", function () { choosePhoto(el("photo").files[0]); });
  el("picked-drop").addEventListener("click", function () { pick(null); });
  el("danger").addEventListener("click", danger);
  el("numbers-close").addEventListener("click", function () { show(el("numbers"), false); });
  el("down").addEventListener("click", toEnd);
  el("scroll").addEventListener("scroll", function () { if (atEnd()) { show(el("down"), false); } });
  el("log").addEventListener("load", function (event) { if (event.target.tagName === "IMG" && atEnd()) { toEnd(); } }, true);
  el("person").addEventListener("change", function () { link.become(el("person").value); });
  el("lightbox-close").addEventListener("click", function () { show(el("lightbox"), false); el("text").focus(); });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { show(el("lightbox"), false); } });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { unseen = 0; titled(); } });
  window.addEventListener("message", function (event) {
    if (event.origin !== location.origin || !event.data) { return; }
    if (event.data.huying === "shown") { toEnd(); }
    if (event.data.huying === "fill") { fill(String(event.data.text).slice(0, 4000)); }
  });
  window.addEventListener("resize", settle);
  if (window.visualViewport) {
    window.visualViewport.addEventListener("resize", function () {
      document.documentElement.style.setProperty("--height", window.visualViewport.height + "px");
      if (atEnd()) { toEnd(); }
    });
  }

  function opened() {
    ready = true;
    while (el("log").children.length > 400) { el("log").removeChild(el("log").firstChild); }
    el("log").setAttribute("aria-busy", "false");
    toEnd();
  }

  document.documentElement.setAttribute("data-seat", seat);
  el("text").value = oldDraft();
  grow();
  link.start();
}());
