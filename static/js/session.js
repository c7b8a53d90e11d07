// Says that the sign-in is about to end, and puts it off while somebody is typing. The server measures the time; this
// only asks. Looked at again, a page takes over the token of a sign-in made meanwhile in another window, so that its
// forms can be sent and nothing typed in them is lost.
(function () {
  var bar = document.getElementById("idle");
  if (!bar || !bar.dataset.who) { return; }
  var form = bar.querySelector("form");
  var TYPING = 120 * 1000;
  var warning = Number(bar.dataset.warning) * 1000;
  var idle = Number(bar.dataset.idle) * 1000;
  var ends = Date.now() + Number(bar.dataset.left) * 1000;
  var final = bar.dataset.final === "1";
  var heard = Date.now();
  var typed = false;
  var asking = false;

  function show(which) {
    bar.hidden = !which;
    bar.querySelectorAll("[data-when]").forEach(function (one) { one.hidden = one.dataset.when !== which; });
    form.hidden = which !== "idle" && which !== "failed";
  }

  function write(where, number) {
    bar.querySelectorAll(where).forEach(function (one) { one.textContent = number; });
  }

  function learn(answer) {
    if (answer.who !== bar.dataset.who) { ends = 0; show("other"); return; }
    ends = Date.now() + answer.left * 1000;
    final = answer.final;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (one) { one.value = answer.token; });
    look();
  }

  // Asks how much time is left; with "extend", as a sign of life.
  function ask(extend) {
    if (asking) { return; }
    asking = true;
    heard = Date.now();
    var how = { credentials: "same-origin" };
    if (extend) { typed = false; how.method = "POST"; how.body = new FormData(form); }
    fetch(extend ? form.action : bar.dataset.asks, how).then(function (response) {
      asking = false;
      if (response.status === 401) { ends = 0; show("over"); return null; }
      if (!response.ok) { throw new Error(response.status); }
      return response.json().then(learn);
    }).catch(function () {
      asking = false;
      if (extend) { typed = true; show("failed"); }
    });
  }

  function look() {
    var left = ends - Date.now();
    if (left > warning) { show(""); return; }
    if (left <= 0) { return; }
    show(final ? "final" : "idle");
    write("[data-minutes]", Math.ceil(left / 60000));
    write("[data-quiet]", Math.max(1, Math.floor((idle - left) / 60000)));
  }

  function tick() {
    var quiet = Date.now() - heard;
    var left = ends - Date.now();
    if (ends === 0) { return; }
    if (typed && quiet >= TYPING) { ask(true); return; }
    // Another window may have put it off: the server is asked before anything is shown.
    if (left <= 0 || (left <= warning && (bar.hidden || quiet >= TYPING))) { ask(false); return; }
    look();
  }

  document.addEventListener("input", function () { typed = true; });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { ask(false); } });
  window.addEventListener("focus", function () { ask(false); });
  form.addEventListener("submit", function (event) { event.preventDefault(); ask(true); });
  setInterval(tick, 5000);
}());
