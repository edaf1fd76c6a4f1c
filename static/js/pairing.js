// The pairing page: asks for a code, shows it, and asks every two seconds whether it was entered. A plain script for the
// browsers of old TVs; it knows nothing of the board.
(function () {
  "use strict";

  var POLL_MS = 2000;
  var RETRY_MS = 5000;
  var REQUEST_MS = 10000;
  // A page that loads itself again shows the code it had: only five are open for one address.
  var STORED = "wallboard.pairing";

  var html = document.documentElement;
  /** @type {(selector: string) => any} */
  var part = function (selector) {
    return document.querySelector(selector);
  };
  var words = JSON.parse(part("#words").textContent);
  var offer = stored();

  if (offer) show();
  else open();

  function open() {
    post("/pair", {}, function (status, answer, retryAfter) {
      if (status === 201) {
        offer = answer;
        offer.until = Date.now() + answer.seconds * 1000;
        store(offer);
        show();
      } else {
        showState(status === 429 ? "busy" : "offline");
        setTimeout(open, Math.max(RETRY_MS, Math.min(retryAfter || 0, 30) * 1000));
      }
    });
  }

  function show() {
    var halves = document.querySelectorAll(".half");
    halves[0].textContent = offer.code.slice(0, 3);
    halves[1].textContent = offer.code.slice(3);
    part(".code").setAttribute("aria-label", offer.code.split("").join(" "));
    var image = part(".qr");
    image.src = offer.qr;
    image.hidden = false;
    part(".where").textContent = words.where.replace("{address}", offer.address.replace(/\?.*/, ""));
    showState("wait");
    claim();
  }

  function claim() {
    var ratio = window.devicePixelRatio || 1;
    var size = { width: Math.round(screen.width * ratio), height: Math.round(screen.height * ratio) };
    post("/pair/claim", { secret: offer.secret, width: size.width || 1, height: size.height || 1 }, function (status) {
      if (status === 200) {
        store(null);
        location.replace(withoutKey(location.search));
      } else if (status === 410 || Date.now() > offer.until) {
        store(null);
        open();
      } else {
        showState(status === 202 ? "wait" : "offline");
        setTimeout(claim, status === 202 ? POLL_MS : RETRY_MS);
      }
    });
  }

  // A wrong key in the address would win over the cookie that has just been set.
  /** @param {string} query */
  function withoutKey(query) {
    var kept = query.slice(1).split("&").filter(function (part) {
      return part !== "" && part.indexOf("key=") !== 0;
    });
    return location.pathname + (kept.length > 0 ? "?" + kept.join("&") : "");
  }

  /** @param {"wait" | "busy" | "offline"} state */
  function showState(state) {
    html.setAttribute("data-state", state);
    part(".state").textContent = words[state];
  }

  /** @param {string} address @param {object} body @param {(status: number, answer: any, retryAfter: number) => void} done */
  function post(address, body, done) {
    var asked = new XMLHttpRequest();
    asked.onloadend = function () {
      var answer = null;
      try {
        answer = JSON.parse(asked.responseText);
      } catch (error) {
        // A proxy's page, or none.
      }
      done(asked.status, answer, Number(asked.getResponseHeader("Retry-After")));
    };
    asked.open("POST", (html.getAttribute("data-base") || "") + address);
    asked.timeout = REQUEST_MS;
    asked.setRequestHeader("Content-Type", "application/json");
    asked.send(JSON.stringify(body));
  }

  function stored() {
    try {
      var found = JSON.parse(sessionStorage.getItem(STORED) || "null");
      return found && found.until > Date.now() + POLL_MS ? found : null;
    } catch (error) {
      return null;
    }
  }

  /** @param {object | null} value */
  function store(value) {
    try {
      if (value) sessionStorage.setItem(STORED, JSON.stringify(value));
      else sessionStorage.removeItem(STORED);
    } catch (error) {
      // Not allowed here: another code then.
    }
  }
})();
