/* Carries words between this page and the server: nothing lost, nothing twice. Knows nothing of looks.

   What is not sent yet lies in localStorage under its own key and is sent again with that key until the server has it.
   Lines come by server-sent events; where those do not get through, by asking. */
(function () {
  "use strict";
  var PATIENCE = 8000, SILENCE = 45000, POLL = 4000, POLL_HIDDEN = 20000, RETRY_STREAM = 60000, SLOWEST = 30000, FORGOTTEN = "forgotten";

  class Refused extends Error {
    constructor(status, body) {
      super(body.message || "");
      this.status = status;
      this.body = body;
      this.passing = status === 0 || status === 408 || status === 429 || status >= 500;
    }
  }

  function call(method, url, options) {
    return new Promise(function (done, fail) {
      var request = new XMLHttpRequest();
      request.open(method, url);
      request.timeout = options.form ? 180000 : 20000;
      if (options.proof) { request.setRequestHeader("X-Huying-Proof", options.proof); }
      if (options.json) { request.setRequestHeader("Content-Type", "application/json"); }
      if (options.progress && request.upload) {
        request.upload.onprogress = function (event) { if (event.lengthComputable) { options.progress(event.loaded / event.total); } };
      }
      request.onload = function () {
        var body = {};
        try { body = JSON.parse(request.responseText); } catch (error) { body = { message: "" }; }
        if (request.status >= 200 && request.status < 300) { done(body); } else { fail(new Refused(request.status, body)); }
      };
      request.onerror = request.ontimeout = function () { fail(new Refused(0, {})); };
      request.send(options.form || (options.json ? JSON.stringify(options.json) : null));
    });
  }

  function random() {
    var bytes = new Uint8Array(12);
    window.crypto.getRandomValues(bytes);
    return Array.from(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }

  function pause(ms) { return new Promise(function (done) { setTimeout(done, ms); }); }

  function photoBlob(dataUrl) {
    var parts = dataUrl.split(",");
    var raw = atob(parts[1]), bytes = new Uint8Array(raw.length);
    for (var i = 0; i < raw.length; i += 1) { bytes[i] = raw.charCodeAt(i); }
    return new Blob([bytes], { type: parts[0].slice(5).split(";")[0] });
  }

  class Link {
    /* `on`: state(state), line(line), pending(item), sent(item), refused(item, message), waiting(item), progress(item, part),
       wire(up), locked(message), opened(), reset(), forgotten() */
    constructor(seat, on) {
      this.seat = seat;
      this.base = "/chat/" + seat;
      this.on = on;
      this.box = [];
      this.state = null;
      this.last = 0;
      this.stream = null;
      this.pumping = false;
      this.round = 0;
      this.live = false;
      document.addEventListener("visibilitychange", this.listen.bind(this));
      window.addEventListener("online", this.hurry.bind(this));
      window.addEventListener("pageshow", this.hurry.bind(this));
    }

    async start() {
      try {
        await this.enter();
      } catch (refused) {
        if (refused.passing) { this.on.wire(false); await pause(3000); this.start(); return; }
        this.on.locked(refused.body.message || "");
        return;
      }
      this.on.wire(true);
      this.unpack();
      await this.look();
      this.live = true;
      this.on.opened();
      this.listen();
      this.pump();
    }

    async enter() {
      var door = (/[?&]door=([A-Za-z0-9_-]+)/.exec(location.search) || [])[1];
      try {
        this.state = await call("GET", this.base + "/state", {});
      } catch (refused) {
        if (refused.status !== 401) { throw refused; }
        if (!door && !refused.body.demo) { throw refused; }
        if (!door) { await call("POST", "/demo/enter/" + this.seat, { json: { person: "" } }); }
      }
      if (door) {
        await call("POST", this.base + "/open", { json: { door: door }, proof: this.state && this.state.proof });
        history.replaceState(null, "", location.pathname);
      }
      if (door || !this.state) { this.state = await call("GET", this.base + "/state", {}); }
      this.on.state(this.state);
    }

    /* The demo's select: the same phone in another hand. */
    async become(person) {
      await call("POST", "/demo/enter/" + this.seat, { json: { person: person } });
      this.round += 1;
      this.hangUp();
      this.state = null;
      this.box = [];
      this.last = 0;
      this.live = false;
      this.on.reset();
      return this.start();
    }

    shelf(key) { return "huying:" + this.seat + ":" + this.state.chat + ":" + key; }

    keep(item) {
      try { localStorage.setItem(this.shelf(item.key), JSON.stringify(item)); } catch (error) { item.unkept = true; }
    }

    drop(item) {
      this.box = this.box.filter(function (other) { return other.key !== item.key; });
      try { localStorage.removeItem(this.shelf(item.key)); } catch (error) { item.unkept = true; }
    }

    /* The names under which this talk's unsent items lie; none where the browser keeps nothing. */
    shelved() {
      var prefix = this.shelf("");
      try { return Object.keys(localStorage).filter(function (name) { return name.indexOf(prefix) === 0; }); } catch (error) { return []; }
    }

    unpack() {
      var found = [];
      try {
        found = this.shelved().map(function (name) { return JSON.parse(localStorage.getItem(name)); });
      } catch (error) { found = []; }
      found.sort(function (a, b) { return a.order - b.order; });
      this.box = found;
      found.forEach(this.on.pending);
    }

    send(item) {
      item.key = (item.mark ? item.mark + "-" : "") + random();
      item.order = Date.now();
      this.box.push(item);
      this.keep(item);
      this.on.pending(item);
      this.pump();
    }

    hurry() {
      this.look();
      if (this.wake) { this.wake(); }
      this.pump();
    }

    /* Waits, but not longer than until the network is back. */
    nap(ms) {
      var link = this;
      return new Promise(function (done) {
        link.wake = done;
        setTimeout(done, ms);
      });
    }

    async pump() {
      if (this.pumping || !this.state) { return; }
      this.pumping = true;
      var wait = 1000, renewed = false;
      while (this.box.length && this.state) {
        var item = this.box[0];
        try {
          var answer = await this.post(item);
          this.drop(item);
          this.take(answer.lines);
          this.on.sent(item);
          if (answer.language && answer.language !== this.state.language) { await this.renew(); }
          wait = 1000;
          renewed = false;
        } catch (refused) {
          if (!(refused instanceof Refused)) { this.pumping = false; throw refused; }
          if (refused.status === 403 && !renewed) { renewed = true; await this.renew(); continue; }
          if (!refused.passing) { this.drop(item); this.on.refused(item, refused.body.message); continue; }
          this.on.waiting(item);
          if (refused.body.wait) { await pause(refused.body.wait * 1000); } else { await this.nap(wait); }
          wait = Math.min(wait * 2, SLOWEST);
        }
      }
      this.pumping = false;
    }

    async renew() {
      try {
        this.state = await call("GET", this.base + "/state", {});
        this.on.state(this.state);
      } catch (refused) {
        if (!refused.passing) { this.lost(refused); }
      }
    }

    post(item) {
      var on = this.on, proof = this.state.proof, after = "?after=" + this.last;
      if (!item.photo) {
        return call("POST", this.base + "/say" + after, { proof: proof, json: { key: item.key, text: item.text, tap: item.tap || null } });
      }
      var form = new FormData();
      form.append("key", item.key);
      form.append("text", item.text || "");
      form.append("file", photoBlob(item.photo), "photo");
      return call("POST", this.base + "/photo" + after, {
        proof: proof, form: form, progress: function (part) { on.progress(item, part); }
      });
    }

    /* Every answer begins at or before the line seen last and has no gaps, whichever way it came. */
    take(lines) {
      (lines || []).forEach(function (line) {
        if (line.seq <= this.last) { return; }
        this.last = line.seq;
        var mine = this.box.find(function (item) { return item.key === line.key; });
        if (mine) { this.drop(mine); }
        if (line.notice && line.notice.kind === FORGOTTEN && this.live) { this.forget(); }
        this.on.line(line);
      }, this);
    }

    /* She had everything deleted: what waits here goes too, and the page asks anew who she is. Met while the page only
       just opens, the notice is the first line there is, and what waits was written after it. */
    forget() {
      this.box = [];
      this.shelved().forEach(function (name) { localStorage.removeItem(name); });
      this.on.forgotten();
      this.renew();
    }

    /* Ask for what is missing, page by page. */
    async look() {
      if (!this.state || this.looking) { return; }
      this.looking = true;
      var round = this.round, answer;
      try {
        do {
          answer = await call("GET", this.base + "/lines?after=" + this.last, {});
          if (round === this.round) { this.take(answer.lines); }
        } while (answer.lines.length && round === this.round);
        this.on.wire(true);
      } catch (refused) {
        if (refused.status === 401) { this.looking = false; this.lost(refused); return; }
        if (refused.status === 0) { this.on.wire(false); }
      }
      this.looking = false;
    }

    /* The session is over. In the demo a new one is begun, elsewhere the person is told how to come in again. */
    lost(refused) {
      this.hangUp();
      this.state = null;
      if (refused.body.demo) { this.become(""); } else { this.on.locked(refused.body.message || ""); }
    }

    hangUp() {
      if (this.stream) { this.stream.close(); }
      this.stream = null;
      clearTimeout(this.alarm);
      clearInterval(this.poll);
    }

    /* A page nobody looks at only asks now and then: browsers allow few streams to one server. */
    listen() {
      this.hangUp();
      if (!this.state) { return; }
      if (document.hidden) { this.ask(POLL_HIDDEN); return; }
      this.look();
      if (window.EventSource) { this.open(); } else { this.ask(POLL); }
    }

    ask(every) {
      clearInterval(this.poll);
      this.poll = setInterval(this.look.bind(this), every);
    }

    open() {
      var link = this, stream = new EventSource(this.base + "/events?after=" + this.last);
      this.stream = stream;
      this.watch(PATIENCE);
      stream.onmessage = function (event) {
        var line = JSON.parse(event.data);
        link.watch(SILENCE);
        link.take([line]);
      };
      stream.addEventListener("beat", function () { link.on.wire(true); link.watch(SILENCE); });
      stream.onerror = function () {
        link.on.wire(false);
        if (stream.readyState === 2) { link.giveUp(); }
      };
    }

    /* A stream that says nothing may be held back on its way: ask instead, and try it again later. */
    watch(patience) {
      clearTimeout(this.alarm);
      this.alarm = setTimeout(this.giveUp.bind(this), patience);
    }

    giveUp() {
      this.hangUp();
      this.look();
      this.ask(POLL);
      this.alarm = setTimeout(this.listen.bind(this), RETRY_STREAM);
    }
  }

  window.huying.Link = Link;
  window.huying.call = call;
}());
