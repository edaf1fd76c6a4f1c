// Sees to it that the page is whole. It stands in the page itself, so that it cannot be missing, is written for browsers
// of 2015, and knows nothing of the board. A browser that is too old gets a sentence. A page whose files did not all
// arrive requests them until they are there and loads itself again; a newer release is loaded the same way, when the
// page says "upgrade". Not here: the stream, and what is shown of it.
(function () {
  "use strict";

  // How long the files may take before they are requested again (ms): a request may hang for ever.
  var LOADING_MS = 60000;
  var FONT_MS = 3000;
  var FIRST_RETRY_MS = 1000;
  var LAST_RETRY_MS = 30000;
  // Behind a load balancer the next request for a file may reach a machine that has it.
  var PASSES = 3;
  var REQUEST_MS = 20000;
  var COUNTER = "wallboard.reloads";

  var html = document.documentElement;
  var release = html.getAttribute("data-release");
  var missingFile = false;
  var syntaxError = false;
  var busy = false;
  var tries = reloads();

  if (!supported()) {
    whenParsed(sayTooOld);
    return;
  }
  window.addEventListener("error", note, true);
  window.addEventListener("load", checkSoon);
  setTimeout(check, LOADING_MS);
  document.addEventListener("upgrade", begin);

  // What came last of all that the scripts and styles need: Chromium 87 on a TV, 103 on a desk.
  function supported() {
    var supports = window.CSS && CSS.supports;
    var both = "noModule" in document.createElement("script") && "replaceChildren" in Element.prototype;
    if (!supports || !both || !CSS.supports("inset", "0")) return false;
    if (html.getAttribute("data-screen") === "tv") return true;
    return "inert" in HTMLElement.prototype && "adoptedStyleSheets" in document;
  }

  /** @param {any} event */
  function note(event) {
    if (event.target && (event.target.src || /^(stylesheet|preload)$/.test(event.target.rel))) missingFile = true;
    if (/SyntaxError/.test(event.message || "")) syntaxError = true;
  }

  function isWhole() {
    return html.hasAttribute("data-drawn") && !missingFile;
  }

  // All files are there, but a page waits for its font before it shows itself.
  function checkSoon() {
    setTimeout(check, isWhole() || missingFile ? 0 : FONT_MS);
  }

  function check() {
    if (isWhole()) {
      count(0);
      return;
    }
    // Perhaps a file that was cut short, so the page is tried again all the same.
    if (syntaxError) sayTooOld();
    if (!busy) later();
    busy = true;
  }

  function begin() {
    if (busy) return;
    busy = true;
    attempt();
  }

  function later() {
    tries += 1;
    var wait = Math.min(FIRST_RETRY_MS * Math.pow(1.6, tries - 1), LAST_RETRY_MS);
    setTimeout(attempt, wait * (0.75 + Math.random() / 2));
  }

  // Loads the page again once a page of ours is there with all of its files: never an error page where a board was.
  function attempt() {
    request(location.href, function (text) {
      var page = text && new DOMParser().parseFromString(text, "text/html").documentElement;
      var offered = page && page.getAttribute("data-release");
      if (!page || !offered) {
        later();
      } else if (offered === release && isWhole()) {
        busy = false;
      } else {
        requestAll(filesOf(page), PASSES, function (complete) {
          if (complete) reload();
          else later();
        });
      }
    });
  }

  /** @type {(page: Element) => string[]} */
  function filesOf(page) {
    var nodes = page.querySelectorAll("link[rel=stylesheet], link[rel=preload], link[rel=modulepreload], script[src]");
    /** @type {string[]} */
    var files = [];
    Array.prototype.forEach.call(nodes, function (node) {
      files.push(node.getAttribute("href") || node.getAttribute("src"));
    });
    return files;
  }

  // What arrives stays in the browser's cache, so each pass asks for less.
  /** @param {string[]} files @param {number} passes @param {(complete: boolean) => void} done */
  function requestAll(files, passes, done) {
    /** @type {string[]} */
    var missing = [];
    var waiting = files.length;
    files.forEach(function (file) {
      request(file, function (text) {
        if (text === undefined) missing.push(file);
        waiting -= 1;
        if (waiting > 0) return;
        if (missing.length > 0 && passes > 1) requestAll(missing, passes - 1, done);
        else done(missing.length === 0);
      });
    });
  }

  // `done` gets the text of an answer of 200 from that very place, not from one it was redirected to; else undefined.
  /** @param {string} address @param {(text: string | undefined) => void} done */
  function request(address, done) {
    var asked = new XMLHttpRequest();
    asked.onloadend = function () {
      var moved = asked.responseURL && placeOf(asked.responseURL) !== placeOf(address);
      done(asked.status === 200 && !moved ? asked.responseText : undefined);
    };
    asked.open("GET", address);
    asked.timeout = REQUEST_MS;
    asked.send();
  }

  /** @param {string} address */
  function placeOf(address) {
    var link = document.createElement("a");
    link.href = address;
    return link.pathname + link.search;
  }

  function reload() {
    count(reloads() + 1);
    location.reload();
  }

  // How often the page has loaded itself again without becoming whole; a browser that stores nothing has the longest wait.
  function reloads() {
    try {
      return Number(sessionStorage.getItem(COUNTER));
    } catch (error) {
      return 8;
    }
  }

  /** @param {number} number */
  function count(number) {
    try {
      sessionStorage.setItem(COUNTER, String(number));
    } catch (error) {
      // Not allowed here.
    }
  }

  function sayTooOld() {
    var sentence = document.querySelector("[data-obstacle=too_old]");
    if (sentence) sentence.removeAttribute("hidden");
  }

  /** @param {() => void} act */
  function whenParsed(act) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act);
    else act();
  }
})();
