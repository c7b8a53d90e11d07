// A form marked data-unsaved asks before the page is left with words that were not saved.
(function () {
  var unsaved = null;
  document.addEventListener("input", function (event) {
    unsaved = event.target.closest("form[data-unsaved]") || unsaved;
  });
  document.addEventListener("submit", function (event) {
    if (event.target === unsaved) { unsaved = null; }
  });
  window.addEventListener("beforeunload", function (event) {
    if (unsaved) { event.preventDefault(); event.returnValue = ""; }
  });
}());
