// A form marked data-once is sent once: the second click finds the button busy. The server holds it anyway.
document.addEventListener("submit", function (event) {
  var form = event.target;
  if (!form.hasAttribute("data-once")) { return; }
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  var button = event.submitter || form.querySelector("button:not([type=button])");
  if (button) { button.setAttribute("aria-busy", "true"); button.textContent = "正在办理…"; }
});
window.addEventListener("pageshow", function (event) {
  if (event.persisted) { window.location.reload(); }
});
