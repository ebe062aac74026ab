/* What was offered and chosen: marks the choice made and closes what was overtaken. Sends nothing. */
(function () {
  "use strict";
  var draw = window.huying.draw, TALK = "talk", CASE = /:[A-Z]+-\d+/, TYPED = /^[0-9a-f]+$/;
  var offers = [];

  function thread(notice) { return notice.case || TALK; }

  /* A question of the talk itself, as against a list of cases, whose buttons go on being good. */
  function passing(notice) {
    return !notice.case && !notice.urgent && !notice.choices.every(function (choice) { return CASE.test(choice.code); });
  }

  function close(made) { draw.mark(made.box, made.chosen, true); }

  function add(line, box) {
    var notice = line.notice;
    var fresh = { seq: line.seq, thread: thread(notice), passing: passing(notice), choices: notice.choices, box: box, chosen: null };
    offers.forEach(function (old) { if (old.thread === fresh.thread && old.chosen !== null) { close(old); } });
    offers.push(fresh);
    return fresh;
  }

  function choose(made, index) {
    made.chosen = index;
    draw.mark(made.box, index, false);
    offers.forEach(function (old) { if (old.thread === made.thread && old.seq < made.seq) { close(old); } });
  }

  function plain(text) {
    var wide = text.normalize ? text.normalize("NFKC") : text;
    return wide.trim().replace(/[.,!\u3002\u3001\uff0c\uff01\s]+$/, "").toLowerCase();
  }

  /* Which choice a line of hers made: its key names a tapped one, else her words may be a number or a label. */
  function understand(key, text) {
    var tapped = /^tap-(\d+)-(\d+)-/.exec(key || "");
    if (tapped) { pick(Number(tapped[1]), Number(tapped[2])); return; }
    if (text && TYPED.test(key || "")) { typed(plain(text)); }
  }

  function pick(seq, index) {
    var made = offers.find(function (one) { return one.seq === seq; });
    if (made && made.choices[index]) { choose(made, index); }
  }

  function typed(said) {
    var last = offers[offers.length - 1];
    if (!last || !said) { return; }
    var index = /^\d{1,2}$/.test(said) ? Number(said) - 1 : last.choices.findIndex(function (c) { return plain(c.label) === said; });
    if (last.choices[index]) { choose(last, index); }
    offers.forEach(function (old) { if (old.passing) { close(old); } });
  }

  function clear() { offers = []; }

  window.huying.offers = { add: add, understand: understand, clear: clear };
}());
