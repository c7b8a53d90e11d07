// A form marked data-unsaved asks before the page is left with words that were not saved.
(function () {
  var dirty = false;
  document.addEventListener("input", function (event) {
    if (event.target.closest("form[data-unsaved]")) { dirty = true; }
  });
  document.addEventListener("submit", function () { dirty = false; });
  window.addEventListener("beforeunload", function (event) {
    if (dirty) { event.preventDefault(); event.returnValue = ""; }
  });
}());
