// The form of a part is sent by htmx and swapped in place, so that the page does not jump. Whatever comes back is
// shown, also where it is another page (signed out, locked meanwhile): nothing typed is ever swallowed. Without
// JavaScript the same form is a plain POST.
(function () {
  document.addEventListener("htmx:beforeSwap", function (event) {
    var answer = event.detail.xhr.responseText;
    if (answer.indexOf('id="desk"') !== -1) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
      return;
    }
    event.detail.shouldSwap = false;
    var page = new DOMParser().parseFromString(answer, "text/html");
    document.replaceChild(document.adoptNode(page.documentElement), document.documentElement);
    window.scrollTo(0, 0);
  });
  function failed(event) {
    var form = event.target.closest("form");
    var notice = form && form.querySelector(".unsent");
    if (!notice) { return; }
    notice.hidden = false;
    notice.scrollIntoView({ block: "center" });
    // still unsaved: leaving the page asks first
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
}());
