// The little that htmx does not do: Enter sends, drafts survive, focus and announcements follow the answer.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("ask");
  const box = byId("question");
  const DRAFT = "conjunction-draft";

  const announce = (text) => {
    const live = byId("live");
    if (live && text) live.textContent = text;
  };

  const showProblem = (parts, slot = byId("problem")) => {
    if (!slot) return;
    const note = document.createElement("div");
    note.className = "problem";
    for (const part of parts.filter(Boolean)) {
      const line = document.createElement("p");
      line.textContent = part;
      if (!note.firstChild) line.className = "problem-title";
      note.append(line);
    }
    slot.replaceChildren(note);
  };

  // ---- the question's box

  const count = () => {
    const max = Number(box.dataset.max);
    const over = [...box.value.trim()].length - max;
    byId("count").textContent = over > 0 ? form.dataset.long.replace("{n}", over).replace("{max}", max) : "";
    form.querySelector(".send").disabled = over > 0;
  };

  const keepDraft = () => {
    try {
      sessionStorage.setItem(DRAFT, box.value);
    } catch { /* private windows may forbid it; the draft then lives in the box alone */ }
  };

  if (form && box) {
    try {
      if (!box.value) box.value = sessionStorage.getItem(DRAFT) || "";
    } catch { /* as above */ }
    box.addEventListener("input", () => { count(); keepDraft(); });
    box.addEventListener("keydown", (event) => {
      // While an input method is composing, Enter chooses characters and must not send.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      if (box.value.trim() && !form.querySelector(".send").disabled) form.requestSubmit();
    });
    count();
  }

  // ---- requests that fail: the words stay in the box

  document.addEventListener("htmx:beforeRequest", () => byId("problem")?.replaceChildren());

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    const type = xhr?.getResponseHeader("Content-Type") || "";
    if (!xhr || xhr.status < 400 || type.startsWith("text/html")) return;
    event.detail.shouldSwap = false;
    let said = {};
    try { said = JSON.parse(xhr.responseText); } catch { /* not JSON: the status alone is told */ }
    const status = form ? form.dataset.status.replace("{status}", xhr.status) : String(xhr.status);
    showProblem([said.title || status, said.detail, said.errors?.[0]?.remedy]);
  });

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => form && showProblem([form.dataset.lost]));
  }

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form || !event.detail.successful) return;
    box.value = "";
    keepDraft();
    count();
  });

  // ---- turns

  const remember = () => {
    const ids = [...document.querySelectorAll("#thread [data-answer]")].map((part) => part.dataset.answer).slice(-20);
    const conversations = document.querySelectorAll("#thread [data-conversation]");
    const last = conversations[conversations.length - 1];
    const field = byId("conversation");
    if (last && field) field.value = last.dataset.conversation;
    if (!form) return;
    const kept = new URLSearchParams();
    if (ids.length) kept.set("t", ids.join("."));
    if (field?.value) kept.set("c", field.value);
    if (ids.length) history.replaceState(null, "", `/?${kept}`);
    for (const link of document.querySelectorAll("a[data-lang]")) {
      kept.set("lang", link.dataset.lang);
      link.href = `/?${kept}`;
    }
  };

  const arrived = (turn) => {
    byId("welcome")?.remove();
    const complete = turn.dataset.complete === "1";
    const heading = complete ? turn.querySelector(".overall-word") : turn.querySelector(".question");
    heading?.focus({ preventScroll: true });
    (complete ? heading : turn)?.scrollIntoView({ block: "start" });
    if (complete) {
      const verdict = turn.querySelector(".verdict")?.dataset.announce || "";
      announce(`${turn.querySelector(".note")?.dataset.announce || ""} ${verdict}`.trim());
    } else if (form) {
      announce(form.dataset.asked);
    }
    remember();
  };

  document.addEventListener("htmx:load", (event) => {
    const turn = event.detail.elt;
    if (turn instanceof Element && turn.matches(".turn")) arrived(turn);
  });

  document.addEventListener("htmx:sseMessage", (event) => {
    const said = event.target.querySelector?.("[data-announce]");
    if (said) announce(said.dataset.announce);
    remember();
  });

  // What went wrong may stand far above the control that was used.
  document.addEventListener("htmx:afterSwap", (event) => {
    const slot = event.detail.target;
    if (slot?.matches?.(".turn .problem-slot")) slot.scrollIntoView({ block: "center" });
  });

  // A broken line mends itself: the browser reconnects, and the server starts the turn's answer again.
  document.addEventListener("htmx:sseError", (event) => {
    const slot = byId(`problem-${event.target.closest?.(".turn")?.dataset.turn}`);
    if (form) showProblem([form.dataset.lost], slot);
  });
  document.addEventListener("htmx:sseOpen", (event) => {
    byId(`problem-${event.target.closest?.(".turn")?.dataset.turn}`)?.replaceChildren();
  });

  // ---- small controls

  document.addEventListener("click", async (event) => {
    const edit = event.target.closest("[data-edit]");
    if (edit && box) {
      box.value = byId(edit.dataset.edit).textContent;
      keepDraft();
      count();
      box.focus();
      return;
    }
    const copy = event.target.closest("a[data-copy]");
    if (!copy || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(copy.href);
      copy.textContent = copy.dataset.copied;
      announce(copy.dataset.copied);
    } catch {
      copy.textContent = `${copy.dataset.failed} ${copy.href}`;
    }
  });

  // A source that is folded opens when the text points to it, and all of them for the printer.
  document.addEventListener("click", (event) => {
    const cite = event.target.closest("a.cite");
    const fold = cite && byId(cite.hash.slice(1))?.querySelector("details");
    if (fold) fold.open = true;
  });
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll(".source details")) fold.open = true;
  });

  // A drawing is fetched when it is opened, not before.
  document.addEventListener("toggle", (event) => {
    const frame = event.target.open && event.target.querySelector(":scope > [data-drawing]:empty");
    if (!frame) return;
    const picture = document.createElement("img");
    picture.alt = frame.dataset.alt;
    picture.src = frame.dataset.drawing;
    frame.append(picture);
  }, true);

  // The words of the question that a fact was read from light up while its chip is open or pointed at.
  const relight = (turn) => {
    const shown = [...turn.querySelectorAll(".chip[data-fact]")].filter((chip) => chip.matches(":hover, :focus-within, [open]"));
    const facts = new Set(shown.map((chip) => chip.dataset.fact));
    for (const said of turn.querySelectorAll(".said")) {
      said.classList.toggle("lit", said.dataset.said.split(" ").some((fact) => facts.has(fact)));
    }
  };
  for (const name of ["pointerover", "pointerout", "focusin", "focusout", "toggle"]) {
    document.addEventListener(name, (event) => {
      const turn = event.target.closest?.(".facts")?.closest(".turn");
      if (turn) requestAnimationFrame(() => relight(turn));
    }, true);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const chip = event.target.closest?.("details.chip[open]");
    if (!chip) return;
    chip.open = false;
    chip.querySelector("summary").focus();
  });

  remember();
})();
