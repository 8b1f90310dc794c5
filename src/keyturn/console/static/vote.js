// A vote: the statement that is signed is put together here, from the document whose digests are computed here, and the
// passkey is asked with its digest. The gate gets the statement and the signature, and checks both.
"use strict";

const APPROVAL = "application/vnd.keyturn.approval.v1+json";
const WHO = "keyturn.who";
const SEEN = "keyturn.seen";

// What DSSE signs (its PAE): the type and the payload, each with its length in bytes.
function encoded(type, payload) {
  const kind = new TextEncoder().encode(type);
  const head = new TextEncoder().encode(`DSSEv1 ${kind.length} ${type} ${payload.length} `);
  const whole = new Uint8Array(head.length + payload.length);
  whole.set(head);
  whole.set(payload, head.length);
  return whole;
}

// The log only grows: a gate whose checkpoint is smaller than one this browser has seen was put back.
function checkGrowth(deployment, checkpoint) {
  const size = Number(checkpoint.split("\n")[1]);
  const seen = JSON.parse(localStorage.getItem(SEEN) ?? "{}");
  if (!Number.isSafeInteger(size)) throw new Error("The gate shows no checkpoint of its log. Nothing was signed.");
  if (size < (seen[deployment] ?? 0)) {
    throw new Error("The gate's log is shorter than when you last voted here. Nothing was signed: tell the others.");
  }
  localStorage.setItem(SEEN, JSON.stringify({ ...seen, [deployment]: size }));
}

async function statement(section, chosen, verdict) {
  const shown = await ask(`/api/changes/${section.dataset.change}`);
  const digest = await digestOf(shown.review.bound);
  const review = await digestOf(shown.review);
  if (digest !== section.dataset.digest || review !== section.dataset.review) {
    throw new Error("The change is not what this page shows. Nothing was signed: load the page again.");
  }
  checkGrowth(shown.review.bound.deployment, shown.checkpoint);
  return {
    deployment: shown.review.bound.deployment,
    change: shown.review.bound.change,
    change_digest: digest,
    review,
    reviewer: chosen.dataset.name,
    key_id: chosen.value,
    verdict,
    comment: section.querySelector("textarea").value.replaceAll("\r\n", "\n").trim(),
    at: new Date().toISOString(),
    nonce: toUrlText(crypto.getRandomValues(new Uint8Array(18))),
    seen: shown.checkpoint,
  };
}

async function sign(said, chosen) {
  const payload = new TextEncoder().encode(canonical(said));
  const made = await navigator.credentials.get({
    publicKey: {
      challenge: await sha256(encoded(APPROVAL, payload)),
      allowCredentials: [{ type: "public-key", id: fromUrlText(chosen.dataset.credential) }],
      userVerification: "required",
      timeout: 120000,
    },
  });
  return JSON.stringify({
    payload: toText(payload),
    payloadType: APPROVAL,
    signatures: [
      {
        keyid: said.key_id,
        sig: toText(made.response.signature),
        authenticatorData: toText(made.response.authenticatorData),
        clientDataJSON: toText(made.response.clientDataJSON),
      },
    ],
  });
}

function outcome(verdict, told) {
  if (verdict === "reject") return `Your objection counts: it is ${told.state}.`;
  if (told.state === "proposed") return `Your approval counts: ${told.missing} more needed.`;
  return `Your approval counts: it is ${told.state}.`;
}

async function vote(section, verdict) {
  const said = section.querySelector(".said");
  const chosen = section.querySelector("select").selectedOptions[0];
  if (!chosen?.value) {
    said.textContent = "First choose your name.";
    section.querySelector("select").focus();
    return;
  }
  const parts = section.querySelectorAll("button, select, textarea");
  for (const part of parts) part.disabled = true;
  said.className = "said";
  said.textContent = "Your passkey is asked...";
  try {
    const made = await statement(section, chosen, verdict);
    const told = await ask("/api/votes", { envelope: await sign(made, chosen) });
    localStorage.setItem(WHO, chosen.value);
    said.classList.add(verdict === "approve" ? "good" : "bad");
    said.textContent = outcome(verdict, told);
    section.dataset.done = verdict;
    // Whoever approved may still take it back.
    if (verdict === "approve") section.querySelector("[data-verdict=reject]").disabled = false;
  } catch (error) {
    said.classList.add("bad");
    said.textContent = inWords(error);
    for (const part of parts) part.disabled = false;
  }
}

function prepare() {
  const section = document.getElementById("decide");
  if (section === null || section.dataset.ready || isElsewhere(section)) return;
  section.dataset.ready = "yes";
  const before = localStorage.getItem(WHO);
  const mine = Array.from(section.querySelectorAll("option")).find((option) => option.value && option.value === before);
  if (mine) section.querySelector("select").value = mine.value;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("#decide [data-verdict]");
  if (button !== null) vote(button.closest("#decide"), button.dataset.verdict);
});
document.addEventListener("keyturn:fresh", prepare);
prepare();
