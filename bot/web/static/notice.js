/* Draws one line of the talk: a bubble, or a notice with its facts, photos and choices. Sends nothing itself. */
(function () {
  "use strict";
  var words = window.huying.words;
  var NUMBERS = /(12110|12356|12345|12348|12338|12355|95598|96333|96110|96119|110|119|120|122)/;

  function make(tag, name, text) {
    var element = document.createElement(tag);
    if (name) { element.className = name; }
    if (text !== undefined) { element.textContent = text; }
    return element;
  }

  function isDigit(letter) { return letter !== undefined && /[0-9-]/.test(letter); }

  /* In an urgent notice every emergency number can be rung with one tap. */
  function withNumbers(element, text) {
    var parts = text.split(NUMBERS);
    parts.forEach(function (part, index) {
      var before = (parts[index - 1] || "").slice(-1), next = (parts[index + 1] || "")[0];
      if (index % 2 && !isDigit(before) && !isDigit(next)) {
        var link = make("a", "tel", part);
        link.href = "tel:" + part;
        element.appendChild(link);
      } else {
        element.appendChild(document.createTextNode(part));
      }
    });
  }

  function sized(bytes) {
    return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
  }

  /* What is no picture: a recording can be heard in place, everything can be saved. */
  function file(number, known, base) {
    var box = make("div", "file"), link = make("a", "file-link", (known.name || words(known.kind)) + " · " + sized(known.size));
    link.href = base + "/enclosed/" + number;
    link.setAttribute("download", known.name);
    if (known.kind === "voice") {
      var player = make("audio");
      player.controls = true;
      player.preload = "none";
      player.setAttribute("aria-label", words("voice"));
      player.src = link.href;
      box.appendChild(player);
    }
    box.appendChild(link);
    return box;
  }

  function enclosed(numbers, files, base, open) {
    var all = make("div", "enclosed"), seen = numbers.filter(function (number) { return !files[number]; });
    if (seen.length) { all.appendChild(photos(seen, base, open)); }
    numbers.forEach(function (number) { if (files[number]) { all.appendChild(file(number, files[number], base)); } });
    return all;
  }

  function photos(numbers, base, open) {
    var row = make("div", numbers.length > 1 ? "photos many" : "photos");
    numbers.forEach(function (number) {
      var button = make("button", "photo"), image = make("img");
      button.type = "button";
      button.setAttribute("aria-label", words("open_photo"));
      image.src = /^data:|^blob:/.test(number) ? number : base + "/enclosed/" + number;
      image.alt = words("photo_one");
      button.appendChild(image);
      button.addEventListener("click", function () { open(image.src); });
      row.appendChild(button);
    });
    return row;
  }

  function facts(rows) {
    var long = rows.some(function (row) { return row[0].length > 6; });
    var list = make("dl", long ? "facts long" : "facts");
    rows.forEach(function (row) {
      list.appendChild(make("dt", "", row[0]));
      list.appendChild(make("dd", "", row[1]));
    });
    return list;
  }

  function titled(notice) {
    var head = make("h2", "notice-title");
    if (notice.urgent) { head.appendChild(make("span", "urgent-mark", words("urgent"))); }
    head.appendChild(make("span", "", notice.title));
    return head;
  }

  function choices(notice, choose) {
    var group = make("div", "choices");
    var longest = Math.max.apply(null, notice.choices.map(function (choice) { return choice.label.length; }));
    if (notice.choices.length > 1 && longest <= 5) {
      group.className += longest <= 2 && notice.choices.length % 3 === 0 ? " three" : " two";
    }
    group.setAttribute("role", "group");
    notice.choices.forEach(function (choice, index) {
      var button = make("button", "choice");
      button.type = "button";
      button.appendChild(make("span", "choice-number", String(index + 1)));
      button.appendChild(make("span", "choice-label", choice.label));
      button.addEventListener("click", function () { choose(index); });
      group.appendChild(button);
    });
    return group;
  }

  /* A notice's element; `choose(index)` is called for a tapped choice. */
  function notice(line, base, choose, open) {
    var told = line.notice;
    var card = told.facts.length || told.case || told.title;
    var box = make("article", "notice" + (card ? " card" : told.choices.length ? " bubble asking" : " bubble") + (told.urgent ? " urgent" : ""));
    if (told.title) { box.appendChild(titled(told)); }
    if (told.facts.length) { box.appendChild(facts(told.facts)); }
    told.lines.forEach(function (text) {
      var row = make("p", "said");
      if (told.urgent) { withNumbers(row, text); } else { row.textContent = text; }
      box.appendChild(row);
    });
    if (told.enclosed.length) { box.appendChild(enclosed(told.enclosed, line.files, base, open)); }
    if (told.choices.length) { box.appendChild(choices(told, choose)); }
    return box;
  }

  function spoken(line, base, open) {
    var box = make("div", "bubble own"), text = line.text;
    if (line.enclosed.length) { box.appendChild(enclosed(line.enclosed, line.files, base, open)); }
    if (text) { box.appendChild(make("p", "said", text)); }
    return box;
  }

  /* Shows which choice was made. `over`: nothing here can be chosen any more. */
  function mark(box, chosen, over) {
    var buttons = box.querySelectorAll(".choice");
    for (var i = 0; i < buttons.length; i += 1) {
      var is = i === chosen;
      buttons[i].classList.toggle("chosen", is);
      buttons[i].classList.toggle("passed", chosen !== null && !is);
      buttons[i].setAttribute("aria-pressed", String(is));
      buttons[i].disabled = over || is;
    }
  }

  window.huying.draw = { make: make, notice: notice, spoken: spoken, mark: mark };
}());
