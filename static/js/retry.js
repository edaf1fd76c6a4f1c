// Requests the page again until the server answers otherwise, then loads it. It stands in the error page itself and is
// written for browsers of 2015. Not here: boards, which never leave their page (guard.js).
(function () {
  "use strict";

  var REQUEST_MS = 20000;
  var LAST_RETRY_MS = 60000;

  var html = document.documentElement;
  var status = Number(html.getAttribute("data-status"));
  var wait = Number(html.getAttribute("data-retry")) * 1000;
  var last = Math.max(wait, LAST_RETRY_MS);

  if (wait > 0) later();

  function later() {
    setTimeout(attempt, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 1.6, last);
  }

  // Neither a dead connection nor a proxy's own error page is worth leaving this page for.
  function attempt() {
    var request = new XMLHttpRequest();
    request.onloadend = function () {
      if (request.status > 0 && request.status < 500 && request.status !== status) location.reload();
      else later();
    };
    request.open("GET", location.href);
    request.setRequestHeader("Accept", "text/html");
    request.timeout = REQUEST_MS;
    request.send();
  }
})();
