// Asks for the page again every few seconds and puts the new one in its place. The server answers 304 while nothing
// is new. All text was escaped by the server; nothing here makes markup out of text.
"use strict";

const EVERY = 2000;
let tag = null;

const isReading = () => !document.getSelection().isCollapsed;

// What somebody is writing or signing stays as it is while the page around it is made anew, as long as it is about the
// very same document.
function keepForm(before, after) {
  const mine = before.querySelector("#decide");
  const fresh = after.querySelector("#decide");
  if (mine === null) return;
  if (fresh === null) after.querySelector("#decided")?.append(mine.querySelector(".said"));
  else if (mine.dataset.review === fresh.dataset.review) fresh.replaceWith(mine);
}

async function look() {
  if (document.hidden || isReading()) return;
  const answer = await fetch(location.pathname, {
    headers: tag === null ? {} : { "If-None-Match": tag },
    redirect: "error",
    signal: AbortSignal.timeout(10000),
  });
  if (answer.status === 304 || !answer.headers.has("etag")) return;
  const isFirst = tag === null;
  tag = answer.headers.get("etag");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = document.getElementById("live");
  const after = fresh.getElementById("live");
  if (after === null || (isFirst && before.isEqualNode(after))) return;
  for (const open of before.querySelectorAll("details[open]")) {
    const same = after.querySelector(`#${CSS.escape(open.id)}`);
    if (same !== null) same.open = true;
  }
  const writing = before.querySelector("#decide :focus");
  keepForm(before, after);
  const focused = document.activeElement?.getAttribute("href");
  before.replaceWith(document.adoptNode(after));
  document.title = fresh.title;
  writing?.focus({ preventScroll: true });
  document.dispatchEvent(new Event("keyturn:fresh"));
  if (focused) document.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

async function watch() {
  try {
    await look();
    document.documentElement.classList.remove("gone");
  } catch {
    document.documentElement.classList.add("gone");
  }
  setTimeout(watch, EVERY);
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) look().catch(() => {}); });
setTimeout(watch, EVERY);
