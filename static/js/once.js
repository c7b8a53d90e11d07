// A form marked data-once is sent once: the second click finds the button busy. The server holds it anyway.
(function () {
  var busy = [];
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-once")) { return; }
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "");
    var button = event.submitter || form.querySelector("button:not([type=button])");
    if (!button) { return; }
    busy.push({ form: form, button: button, words: button.textContent });
    button.style.minWidth = button.offsetWidth + "px";
    button.setAttribute("aria-busy", "true");
    button.textContent = "正在办理…";
  });
  // Back from the browser's own memory: the page as it was, with its words, ready to be sent again.
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    busy.forEach(function (one) {
      one.form.removeAttribute("data-sent");
      one.button.removeAttribute("aria-busy");
      one.button.textContent = one.words;
    });
    busy = [];
  });
}());
