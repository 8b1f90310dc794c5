// What both pages need that ask for a passkey: bytes and their texts, one canonical JSON, and a question to the gate.
// All of it hand-written, so that it can be read whole.
"use strict";

const toText = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
const toUrlText = (bytes) => toText(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const fromUrlText = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
const hexOf = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = (bytes) => crypto.subtle.digest("SHA-256", bytes);

// RFC 8785: names in the order of their UTF-16 code units; texts and numbers as ECMAScript writes them.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

const digestOf = async (value) => hexOf(await sha256(new TextEncoder().encode(canonical(value))));

async function ask(place, given) {
  const answer = await fetch(place, {
    ...(given === undefined
      ? {}
      : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given) }),
    redirect: "error",
    signal: AbortSignal.timeout(15000),
  });
  const text = await answer.text();
  if (!answer.headers.get("content-type")?.startsWith("application/json")) throw new Error(text.slice(0, 400));
  const told = JSON.parse(text);
  if (!answer.ok) throw new Error(told.error?.message ?? `the gate answered ${answer.status}`);
  return told;
}

// What went wrong, in words; what a browser calls NotAllowedError is a person who changed their mind, mostly.
function inWords(error) {
  if (error.name === "NotAllowedError") return "Nothing was signed: the passkey was not used.";
  if (error.name === "InvalidStateError") return "This device holds a passkey of yours for this gate already.";
  if (error.name === "TimeoutError") return "The gate gave no answer. Look again before you try once more.";
  return `${error.message}`;
}

// Passkeys belong to one origin. Say so where the page was opened at another, and lead there.
function isElsewhere(section) {
  if (location.origin === section.dataset.origin && window.PublicKeyCredential) return false;
  const notice = section.querySelector(".elsewhere");
  if (location.origin === section.dataset.origin) notice.textContent = "This browser knows no passkeys.";
  else notice.querySelector("[data-there]").href = section.dataset.origin + location.pathname + location.hash;
  notice.hidden = false;
  section.querySelector(".ask").hidden = true;
  return true;
}
