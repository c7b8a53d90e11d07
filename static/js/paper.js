// What is shown once goes to paper: data-print prints the page, data-copy copies the text of the element it names.
// Both buttons are hidden without script; the browser's own “print” and selecting do the same.
(function () {
  Array.prototype.forEach.call(document.querySelectorAll("[data-print]"), function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  Array.prototype.forEach.call(document.querySelectorAll("[data-copy]"), function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      // Not navigator.clipboard: a closed network may have no TLS, and then it is not there.
      var area = document.createElement("textarea");
      area.value = document.getElementById(button.getAttribute("data-copy")).innerText;
      area.setAttribute("aria-hidden", "true");
      area.className = "aside";
      document.body.appendChild(area);
      area.select();
      var done = document.execCommand("copy");
      document.body.removeChild(area);
      button.focus();
      button.textContent = done ? "已复制" : "请选中后自行复制";
    });
  });
}());
